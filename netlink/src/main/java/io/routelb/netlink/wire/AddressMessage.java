package io.routelb.netlink.wire;

import inet.ipaddr.IPAddress;
import io.routelb.netlink.value.AddressChange;
import io.routelb.netlink.value.AddressFlag;
import io.routelb.netlink.value.InterfaceAddress;
import java.nio.ByteBuffer;
import java.util.Optional;

/** RTM_NEWADDR, RTM_DELADDR, RTM_GETADDR: {@code struct ifaddrmsg} and IFA_ attributes. */
public final class AddressMessage {
    private static final int FIXED_BYTES = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;
    private static final int IFA_CACHEINFO = 6;
    private static final int IFA_FLAGS = 8;
    private static final int IFA_PROTO = 11;
    private static final int CACHEINFO_BYTES = 16;
    private static final int SCOPE_UNIVERSE = 0;
    private static final int SCOPE_HOST = 254;

    private AddressMessage() {}

    /** An address; empty for families other than IPv4 and IPv6. */
    public static Optional<InterfaceAddress> decode(NetlinkMessage message) throws MalformedMessageException {
        ByteBuffer in = message.payload(FIXED_BYTES, "an address message");
        int family = Byte.toUnsignedInt(in.get());
        if (family != Netlink.AF_INET && family != Netlink.AF_INET6) {
            return Optional.empty();
        }
        int prefixLength = Byte.toUnsignedInt(in.get());
        int shortFlags = Byte.toUnsignedInt(in.get());
        int scope = Byte.toUnsignedInt(in.get());
        int index = in.getInt();
        Attributes attributes = Attributes.read(in);
        // On a point-to-point link IFA_ADDRESS is the other end; IFA_LOCAL is always ours. IPv6 sends only IFA_ADDRESS
        // otherwise.
        Optional<IPAddress> local = attributes.address(IFA_LOCAL, family);
        IPAddress address = (local.isPresent() ? local : attributes.address(IFA_ADDRESS, family))
                .orElseThrow(() -> new MalformedMessageException("an address message has no address"));
        if (prefixLength > address.getBitCount()) {
            throw new MalformedMessageException("prefix length " + prefixLength + " of " + address);
        }
        Optional<ByteBuffer> cache = attributes.bytes(IFA_CACHEINFO, CACHEINFO_BYTES);
        return Optional.of(new InterfaceAddress(
                index,
                address,
                prefixLength,
                scope,
                (int) attributes.u32(IFA_FLAGS).orElse(shortFlags),
                attributes.u8(IFA_PROTO, 0),
                lifetime(cache, Integer.BYTES),
                lifetime(cache, 0)));
    }

    /** {@code struct ifa_cacheinfo} begins with the preferred and then the valid lifetime. */
    private static long lifetime(Optional<ByteBuffer> cacheInfo, int offset) {
        return cacheInfo
                .map(info -> Integer.toUnsignedLong(info.getInt(offset)))
                .orElse(InterfaceAddress.FOREVER);
    }

    /** Asks for all addresses of both families. */
    public static byte[] dump(int sequence) {
        return new RequestWriter(Netlink.RTM_GETADDR, Netlink.NLM_F_DUMP, sequence)
                .u32(0)
                .u32(0)
                .finish();
    }

    /** The request for one change, to be acknowledged. Adding twice is no error. */
    public static byte[] encode(AddressChange change, int sequence) {
        return switch (change) {
            case AddressChange.Add add -> encodeAdd(add, sequence);
            case AddressChange.Remove remove ->
                start(Netlink.RTM_DELADDR, Netlink.NLM_F_ACK, sequence, remove, 0)
                        .finish();
        };
    }

    private static byte[] encodeAdd(AddressChange.Add add, int sequence) {
        int requestFlags = Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE;
        int flags = add.flags().stream().mapToInt(AddressFlag::bit).reduce(0, (a, b) -> a | b);
        RequestWriter out = start(Netlink.RTM_NEWADDR, requestFlags, sequence, add, flags);
        if (flags != 0) {
            out.attributeU32(IFA_FLAGS, flags);
        }
        if (add.validSeconds() != InterfaceAddress.FOREVER || add.preferredSeconds() != InterfaceAddress.FOREVER) {
            int cacheInfo = out.open(IFA_CACHEINFO);
            out.u32(add.preferredSeconds()).u32(add.validSeconds()).u32(0).u32(0);
            out.close(cacheInfo);
        }
        if (add.proto() != 0) {
            out.attribute(IFA_PROTO, new byte[] {(byte) add.proto()});
        }
        return out.finish();
    }

    private static RequestWriter start(int type, int requestFlags, int sequence, AddressChange change, int flags) {
        IPAddress address = change.address();
        return new RequestWriter(type, requestFlags, sequence)
                .u8(RequestWriter.family(address))
                .u8(change.prefixLength())
                .u8(flags & 0xff)
                .u8(address.isIPv4() && address.isLoopback() ? SCOPE_HOST : SCOPE_UNIVERSE)
                .u32(change.index())
                .attributeAddress(IFA_LOCAL, address)
                .attributeAddress(IFA_ADDRESS, address);
    }
}
