package io.routelb.model;

import io.routelb.model.RouteAttributes.LargeCommunity;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Communities as people write them. */
public final class Community {
    /** The well-known ones somebody who announces has a use for (IANA, "BGP Well-known Communities"). */
    private static final Map<String, Integer> NAMES = Map.of(
            "graceful-shutdown", 0xFFFF_0000, // RFC 8326
            "accept-own", 0xFFFF_0001, // RFC 7611
            "no-llgr", 0xFFFF_0007, // RFC 9494
            "blackhole", 0xFFFF_029A, // RFC 7999
            "no-export", 0xFFFF_FF01, // RFC 1997
            "no-advertise", 0xFFFF_FF02, // RFC 1997
            "no-export-subconfed", 0xFFFF_FF03, // RFC 1997
            "no-peer", 0xFFFF_FF04); // RFC 3765

    private static final Pattern PAIR = Pattern.compile("([0-9]{1,5}):([0-9]{1,5})");
    private static final Pattern TRIPLE = Pattern.compile("([0-9]{1,10}):([0-9]{1,10}):([0-9]{1,10})");

    private Community() {}

    /**
     * The 32 bits (RFC 1997) of {@code 65000:1} or of a well-known name such as {@code no-export}.
     *
     * @throws InvalidValueException when it is neither
     */
    public static int parse(String text) throws InvalidValueException {
        Optional<Integer> named = Optional.ofNullable(NAMES.get(text));
        if (named.isPresent()) {
            return named.get();
        }
        Matcher pair = PAIR.matcher(text);
        if (pair.matches()) {
            int high = Integer.parseInt(pair.group(1));
            int low = Integer.parseInt(pair.group(2));
            if (high <= 0xFFFF && low <= 0xFFFF) {
                return high << 16 | low;
            }
        }
        throw new InvalidValueException(
                "\"" + Addresses.shown(text)
                        + "\" is no community; write it as 65000:1, each part at most 65535, or by a well-known name such as no-export");
    }

    /**
     * The three numbers (RFC 8092) of {@code 65000:1:2}.
     *
     * @throws InvalidValueException when it is no such thing
     */
    public static LargeCommunity parseLarge(String text) throws InvalidValueException {
        Matcher triple = TRIPLE.matcher(text);
        if (triple.matches()) {
            long[] parts = new long[3];
            boolean fits = true;
            for (int i = 0; i < parts.length; i++) {
                parts[i] = Long.parseLong(triple.group(i + 1));
                fits &= parts[i] <= 0xFFFF_FFFFL;
            }
            if (fits) {
                return new LargeCommunity(parts[0], parts[1], parts[2]);
            }
        }
        throw new InvalidValueException("\"" + Addresses.shown(text)
                + "\" is no large community; write it as 65000:1:2, each part at most 4294967295");
    }
}
