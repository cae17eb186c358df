package io.routelb.netlink.wire;

import io.routelb.netlink.value.Link;
import io.routelb.netlink.value.OperState;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;

/** RTM_NEWLINK, RTM_DELLINK, RTM_GETLINK: {@code struct ifinfomsg} and IFLA_ attributes. */
public final class LinkMessage {
    private static final int FIXED_BYTES = 16;
    private static final int IFLA_ADDRESS = 1;
    private static final int IFLA_IFNAME = 3;
    private static final int IFLA_MTU = 4;
    private static final int IFLA_OPERSTATE = 16;
    private static final int IFLA_LINKINFO = 18;
    private static final int IFLA_INFO_KIND = 1;
    private static final int IFLA_EXT_MASK = 29;
    private static final int RTEXT_FILTER_SKIP_STATS = 8;
    private static final int IFF_UP = 1;

    private LinkMessage() {}

    /** A link; empty for what other families tell about links under the same type (a bridge about its ports). */
    public static Optional<Link> decode(NetlinkMessage message) throws MalformedMessageException {
        ByteBuffer in = message.payload(FIXED_BYTES, "a link message");
        if (in.get() != Netlink.AF_UNSPEC) {
            return Optional.empty();
        }
        int index = in.getInt(4);
        int flags = in.getInt(8);
        Attributes attributes = Attributes.read(in.position(FIXED_BYTES));
        String name = attributes.text(IFLA_IFNAME);
        if (name.isEmpty()) {
            throw new MalformedMessageException("link " + index + " has no name");
        }
        return Optional.of(new Link(
                index,
                name,
                attributes.nested(IFLA_LINKINFO).text(IFLA_INFO_KIND),
                flags,
                (int) attributes.u32(IFLA_MTU).orElse(0),
                mac(attributes),
                OperState.ofCode(attributes.u8(IFLA_OPERSTATE, 0))));
    }

    private static String mac(Attributes attributes) {
        return attributes
                .bytes(IFLA_ADDRESS)
                .map(value -> {
                    byte[] raw = new byte[value.remaining()];
                    value.get(raw);
                    return HexFormat.ofDelimiter(":").formatHex(raw);
                })
                .orElse("");
    }

    /** Asks for all links, without their statistics. */
    public static byte[] dump(int sequence) {
        return start(Netlink.RTM_GETLINK, Netlink.NLM_F_DUMP, sequence, 0, 0, 0)
                .attributeU32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)
                .finish();
    }

    /** Asks for one link; the answer is the link, then an acknowledgement. */
    public static byte[] get(String name, int sequence) {
        return start(Netlink.RTM_GETLINK, Netlink.NLM_F_ACK, sequence, 0, 0, 0)
                .attributeU32(IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS)
                .attributeText(IFLA_IFNAME, name)
                .finish();
    }

    /** A new link of the kind; refused when the name is taken. */
    public static byte[] create(String name, String kind, int sequence) {
        int flags = Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_EXCL;
        RequestWriter out = start(Netlink.RTM_NEWLINK, flags, sequence, 0, 0, 0).attributeText(IFLA_IFNAME, name);
        int info = out.openNested(IFLA_LINKINFO);
        out.attributeText(IFLA_INFO_KIND, kind);
        out.close(info);
        return out.finish();
    }

    public static byte[] setUp(int index, int sequence) {
        return start(Netlink.RTM_NEWLINK, Netlink.NLM_F_ACK, sequence, index, IFF_UP, IFF_UP)
                .finish();
    }

    public static byte[] delete(int index, int sequence) {
        return start(Netlink.RTM_DELLINK, Netlink.NLM_F_ACK, sequence, index, 0, 0)
                .finish();
    }

    private static RequestWriter start(int type, int flags, int sequence, int index, int linkFlags, int changeMask) {
        return new RequestWriter(type, flags, sequence)
                .u32(0) // family unspecified, padding, any hardware type
                .u32(index)
                .u32(linkFlags)
                .u32(changeMask);
    }
}
