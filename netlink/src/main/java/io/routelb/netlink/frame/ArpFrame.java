package io.routelb.netlink.frame;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.netlink.value.MacAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * ARP for IPv4 on Ethernet (RFC 826). Written are the frames of a host that takes an address: the probe (RFC 5227 section 2.1.1) and the
 * announcement as request and as reply, because stations differ in which of the two makes them change an entry they have (RFC 5227
 * section 3, RFC 5944 section 4.6). Read is only who claims what. Questions of others for others are not answered: the kernel does that.
 */
public final class ArpFrame {
    /** Hardware type Ethernet, protocol IPv4, address lengths 6 and 4. */
    private static final byte[] ETHERNET_IPV4 = {0, 1, 8, 0, 6, 4};

    private static final int REQUEST = 1;
    private static final int REPLY = 2;
    private static final int BYTES = 28;
    /** Ethernet carries no less; a shorter frame would be filled up with whatever the driver has. */
    private static final int MIN_PAYLOAD_BYTES = 46;

    private static final int OPERATION = EthernetFrame.HEADER_BYTES + 6;
    private static final int SENDER_MAC = EthernetFrame.HEADER_BYTES + 8;
    private static final int SENDER_IP = EthernetFrame.HEADER_BYTES + 14;
    private static final int TARGET_IP = EthernetFrame.HEADER_BYTES + 24;
    private static final IPv4Address NOBODY = new IPv4Address(0);

    private ArpFrame() {}

    /** RFC 5227 section 2.3: a request to everybody for the address that is also the sender's. */
    public static byte[] announcementRequest(MacAddress mac, IPv4Address address) {
        return write(mac, REQUEST, address, MacAddress.ZERO, address);
    }

    /** RFC 5944 section 4.6: the same as a reply nobody asked for; the target's hardware address is the sender's own. */
    public static byte[] announcementReply(MacAddress mac, IPv4Address address) {
        return write(mac, REPLY, address, mac, address);
    }

    /** RFC 5227 section 2.1.1: a request from nobody, so that asking changes no neighbour's entry. */
    public static byte[] probe(MacAddress mac, IPv4Address address) {
        return write(mac, REQUEST, NOBODY, MacAddress.ZERO, address);
    }

    private static byte[] write(
            MacAddress mac, int operation, IPv4Address sender, MacAddress targetMac, IPv4Address target) {
        return EthernetFrame.start(MacAddress.BROADCAST, mac, EthernetFrame.TYPE_ARP, MIN_PAYLOAD_BYTES)
                .put(ETHERNET_IPV4)
                .putShort((short) operation)
                .put(mac.bytes())
                .put(sender.getBytes())
                .put(targetMac.bytes())
                .put(target.getBytes())
                .array();
    }

    /** Who claims what; the frame is of ARP's type. */
    static Optional<Claim> claim(byte[] frame) {
        if (frame.length < EthernetFrame.HEADER_BYTES + BYTES || !ethernetIpv4(frame)) {
            return Optional.empty();
        }
        int operation = Short.toUnsignedInt(ByteBuffer.wrap(frame).getShort(OPERATION));
        MacAddress mac = EthernetFrame.macAt(frame, SENDER_MAC);
        boolean known = operation == REQUEST || operation == REPLY;
        if (!known || !mac.unicast() || mac.equals(MacAddress.ZERO)) {
            return Optional.empty();
        }
        IPAddress sender = addressAt(frame, SENDER_IP);
        if (!sender.isZero()) {
            // RFC 5227 section 2.4: any packet, request or reply, from the address is a claim to it.
            return Optional.of(new Claim(sender, mac, Claim.Kind.HELD));
        }
        IPAddress target = addressAt(frame, TARGET_IP);
        return operation == REQUEST && !target.isZero()
                ? Optional.of(new Claim(target, mac, Claim.Kind.PROBED))
                : Optional.empty();
    }

    private static boolean ethernetIpv4(byte[] frame) {
        int start = EthernetFrame.HEADER_BYTES;
        return Arrays.equals(frame, start, start + ETHERNET_IPV4.length, ETHERNET_IPV4, 0, ETHERNET_IPV4.length);
    }

    private static IPAddress addressAt(byte[] frame, int offset) {
        return new IPv4Address(Arrays.copyOfRange(frame, offset, offset + IPv4Address.BYTE_COUNT));
    }
}
