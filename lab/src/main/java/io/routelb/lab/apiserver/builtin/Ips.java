package io.routelb.lab.apiserver.builtin;

import java.math.BigInteger;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** IP addresses as the API writes them. */
final class Ips {
    static final String V4 = "IPv4";
    static final String V6 = "IPv6";
    private static final Pattern DOTTED = Pattern.compile("(0|[1-9]\\d{0,2})(\\.(0|[1-9]\\d{0,2})){3}");

    private Ips() {}

    static Optional<InetAddress> parse(String text) {
        boolean v6 = text.contains(":") && !text.contains("%") && !text.contains("[");
        if (!v6 && !DOTTED.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    static String family(InetAddress address) {
        return address instanceof Inet6Address ? V6 : V4;
    }

    static boolean isCidr(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,3}")) {
            return false;
        }
        int length = Integer.parseInt(text.substring(slash + 1));
        return parse(text.substring(0, slash))
                .filter(address -> length <= address.getAddress().length * 8)
                .isPresent();
    }

    /** The address that many after a base address, in canonical text (RFC 5952 for IPv6). */
    static String plus(InetAddress base, int offset) {
        byte[] bytes = base.getAddress();
        byte[] sum = new BigInteger(1, bytes).add(BigInteger.valueOf(offset)).toByteArray();
        byte[] address = new byte[bytes.length];
        int copied = Math.min(sum.length, address.length);
        System.arraycopy(sum, sum.length - copied, address, address.length - copied, copied);
        try {
            return text(InetAddress.getByAddress(address));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of " + address.length + " bytes", impossible);
        }
    }

    /** Canonical text: zeros compressed in IPv6. */
    static String text(InetAddress address) {
        return address instanceof Inet6Address v6 ? compressed(v6.getAddress()) : address.getHostAddress();
    }

    private static String compressed(byte[] bytes) {
        int[] groups = new int[8];
        int bestStart = -1;
        int bestLength = 1;
        int start = -1;
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
            start = groups[i] != 0 ? -1 : start < 0 ? i : start;
            if (start >= 0 && i - start + 1 > bestLength) {
                bestStart = start;
                bestLength = i - start + 1;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestStart) {
                text.append("::");
                i += bestLength - 1;
            } else {
                boolean separate = !text.isEmpty() && text.charAt(text.length() - 1) != ':';
                text.append(separate ? ":" : "").append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }
}
