package io.routelb.schema;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/** A CIDR as CEL and {@code format: cidr} see it: the address as written, host bits and all, and the length of the prefix. */
record CidrText(InetAddress address, int length) {
    private static final Pattern LENGTH = Pattern.compile("0|[1-9]\\d{0,2}");

    static Optional<CidrText> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
            return Optional.empty();
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return Formats.ip(text.substring(0, slash))
                .filter(address -> length <= bits(address))
                .map(address -> new CidrText(address, length));
    }

    boolean contains(InetAddress other) {
        if (bits(other) != bits(address)) {
            return false;
        }
        int host = bits(address) - length;
        return number(other).shiftRight(host).equals(number(address).shiftRight(host));
    }

    boolean contains(CidrText other) {
        return other.length >= length && contains(other.address);
    }

    private static int bits(InetAddress address) {
        return address.getAddress().length * 8;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }
}
