package io.routelb.model;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;

/** The one parser of addresses and prefixes. Refuses what Kubernetes refuses: zones, wildcards, octal, short forms, host names. */
public final class Addresses {
    private static final IPAddressStringParameters STRICT = new IPAddressStringParameters.Builder()
            .allowEmpty(false)
            .allowAll(false)
            .allowMask(false)
            .allowSingleSegment(false)
            .allowWildcardedSeparator(false)
            .allowPrefixOnly(false)
            .getIPv4AddressParametersBuilder()
            .allow_inet_aton(false)
            .allowLeadingZeros(false)
            .getParentBuilder()
            .getIPv6AddressParametersBuilder()
            .allowZone(false)
            .allowBase85(false)
            .getParentBuilder()
            .toParams();

    /** The library reads more than addresses here: wildcards and ranges before a length, leading zeros in it, control characters. */
    private static final Pattern SHAPE = Pattern.compile("[0-9A-Fa-f:.]+(/(0|[1-9][0-9]{0,2}))?");

    /** IPv4 before IPv6, then by value: the order of the library's own, which makes objects of both addresses to compare them. */
    public static final Comparator<IPAddress> ORDER = Addresses::compare;

    private Addresses() {}

    private static int compare(IPAddress one, IPAddress other) {
        return one instanceof IPv4Address four && other instanceof IPv4Address otherFour
                ? Integer.compareUnsigned(four.intValue(), otherFour.intValue())
                : one.compareTo(other);
    }

    /**
     * An address that a node may be dialled at.
     *
     * @param field where it is written, for people
     * @throws InvalidValueException when it is none that one host has, or means something on one link only
     */
    public static IPAddress parseListen(String text, String field) throws InvalidValueException {
        IPAddress address = parse(text);
        if (address.isMulticast() || address.isZero() || (address.isIPv6() && address.isLinkLocal())) {
            throw new InvalidValueException(field + ": " + shown(text) + " cannot be listened on");
        }
        return address;
    }

    /**
     * Parses one address without a prefix length.
     *
     * @throws InvalidValueException when the text is not exactly one IPv4 or IPv6 address
     */
    public static IPAddress parse(String text) throws InvalidValueException {
        long quad = dottedQuad(text);
        if (quad >= 0) {
            return new IPv4Address((int) quad);
        }
        IPAddress address = parseAny(text);
        if (address.isPrefixed() || address.isMultiple()) {
            throw new InvalidValueException("\"" + shown(text) + "\" is not a single IP address");
        }
        return bare(address);
    }

    /**
     * What most addresses are, read in place: a plan begins with thousands of them, and the library takes fifty times as long. The number, or
     * -1 of any text but four decimal numbers up to 255 without leading zeros and dots between; that is for the library to judge.
     */
    private static long dottedQuad(String text) {
        long quad = 0;
        int dots = 0;
        int number = -1;
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one == '.' && number >= 0 && ++dots < 4) {
                quad = (quad << 8) + number;
                number = -1;
            } else if (one >= '0' && one <= '9' && number != 0) {
                number = Math.max(number, 0) * 10 + (one - '0');
            } else {
                return -1;
            }
            if (number > 255) {
                return -1;
            }
        }
        return dots == 3 && number >= 0 ? (quad << 8) + number : -1;
    }

    /** The same address without what the parser keeps about its text, which is several times as large. */
    private static IPAddress bare(IPAddress parsed) {
        if (parsed.isIPv4()) {
            return new IPv4Address(parsed.toIPv4().intValue());
        }
        IPv6Address address = parsed.toIPv6();
        return new IPv6Address(index -> address.getSegment(index).getSegmentValue());
    }

    /** An address written as text in our own source or tests; a bad one is a bug. */
    public static IPAddress of(String literal) {
        try {
            return parse(literal);
        } catch (InvalidValueException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /** The address on the interface of that name, for link-local ones mean something only there (RFC 4007); IPv4 ones stay as they are. */
    public static IPAddress onLink(IPAddress address, String link) {
        return address.isIPv4()
                ? address
                : new IPv6Address(address.toIPv6().getSection(), new IPv6Address.IPv6Zone(link));
    }

    /** What follows the address after a {@code %}: the interface's name. Empty for all but addresses that {@link #onLink} made. */
    public static Optional<String> link(IPAddress address) {
        return address.isIPv6() ? Optional.ofNullable(address.toIPv6().getZone()) : Optional.empty();
    }

    /** The same address on no link in particular, as it goes over the wire. */
    public static IPAddress withoutLink(IPAddress address) {
        return link(address).isPresent() ? address.toIPv6().removeZone() : address;
    }

    static IPAddress parseAny(String text) throws InvalidValueException {
        String trimmed = text.strip();
        if (trimmed.length() > 64 || !SHAPE.matcher(trimmed).matches()) {
            throw new InvalidValueException("\"" + shown(text) + "\" is not an IP address");
        }
        try {
            IPAddress address = new IPAddressString(trimmed, STRICT).toAddress();
            if (address == null) {
                throw new InvalidValueException("\"" + shown(text) + "\" is not an IP address");
            }
            return address;
        } catch (AddressStringException e) {
            throw new InvalidValueException("\"" + shown(text) + "\" is not an IP address", e);
        }
    }

    /** A hash code under which neighbours differ; of the library's own, 10,000 IPv4 addresses in a row share 1,434. */
    public static int hash(IPAddress address) {
        return address.isIPv4() ? address.toIPv4().intValue() * 0x9E37_79B1 : address.hashCode();
    }

    /** Text from outside as it may stand in a message: shortened, control characters replaced. */
    public static String shown(String text) {
        return shown(text, 64);
    }

    /** As {@link #shown(String)}, with at most so many characters; at least 4. */
    public static String shown(String text, int longest) {
        String cut = text.length() > longest ? text.substring(0, longest - 3) + "..." : text;
        return cut.replaceAll("\\p{Cntrl}", "?");
    }
}
