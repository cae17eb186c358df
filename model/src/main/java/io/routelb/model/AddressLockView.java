package io.routelb.model;

import inet.ipaddr.IPAddress;
import java.time.Duration;

/**
 * The Lease of one local address: which node may have it on a link. It lives as long as the claim does, whatever becomes of the Services
 * that use the address.
 *
 * @param node who claimed it
 * @param term the uninterrupted hold of that node's own Lease the claim was made in; equal text means the same term
 * @param networkInterface where the node has it, for people
 * @param leaseDuration that of the node when it claimed
 * @param resourceVersion precondition of every change
 */
public record AddressLockView(
        IPAddress address,
        String node,
        String term,
        String networkInterface,
        Duration leaseDuration,
        String resourceVersion) {
    /** The Lease of an address is called this and the address, its segments joined by dashes. */
    public static final String NAME_PREFIX = "routelb-address-";
    /** Annotation of the Lease: the term. */
    public static final String TERM = "routelb.io/term";
    /** Annotation of the Lease: the interface. */
    public static final String INTERFACE = "routelb.io/interface";

    /** Name of the Lease: {@code routelb-address-192-0-2-1}; IPv6 as eight groups of four digits, since names allow no colon. */
    public static String nameOf(IPAddress address) {
        String text = address.isIPv4()
                ? address.toCanonicalString().replace('.', '-')
                : address.toFullString().replace(':', '-');
        return NAME_PREFIX + text;
    }

    /** The address a Lease of that name is for. */
    public static IPAddress addressOf(String name) throws InvalidValueException {
        String text = name.startsWith(NAME_PREFIX) ? name.substring(NAME_PREFIX.length()) : "";
        return Addresses.parse(text.replace('-', text.split("-", -1).length == 4 ? '.' : ':'));
    }
}
