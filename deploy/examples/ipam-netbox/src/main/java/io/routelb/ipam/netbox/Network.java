package io.routelb.ipam.netbox;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A prefix of NetBox that a pool gives from.
 *
 * @param text as configured, which is how NetBox is asked for it
 */
record Network(String text, InetAddress address, int length) {
    /** Parses {@code ADDRESS/LENGTH}; never asks a name server. */
    static Network parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0 || !text.substring(slash + 1).matches("[0-9]{1,3}")) {
            throw new IllegalArgumentException("\"" + text + "\" is not a prefix such as 198.51.100.0/24");
        }
        InetAddress address = literal(text.substring(0, slash));
        int length = Integer.parseInt(text.substring(slash + 1));
        if (length > address.getAddress().length * Byte.SIZE) {
            throw new IllegalArgumentException("\"" + text + "\" is longer than its address");
        }
        return new Network(text, address, length);
    }

    /** Parses an address; refuses host names. */
    static InetAddress literal(String text) {
        try {
            if (!text.matches("[0-9.]{7,15}") && !text.matches("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
                throw new IllegalArgumentException("\"" + Text.shown(text) + "\" is not an IP address");
            }
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("\"" + Text.shown(text) + "\" is not an IP address", e);
        }
    }

    boolean isV6() {
        return address.getAddress().length == 16;
    }

    boolean contains(InetAddress other) {
        return other.getAddress().length == address.getAddress().length
                && number(other).shiftRight(hostBits()).equals(number(address).shiftRight(hostBits()));
    }

    /** Addresses in it. */
    BigInteger size() {
        return BigInteger.ONE.shiftLeft(hostBits());
    }

    private int hostBits() {
        return address.getAddress().length * Byte.SIZE - length;
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }
}
