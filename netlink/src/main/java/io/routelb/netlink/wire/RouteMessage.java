package io.routelb.netlink.wire;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import inet.ipaddr.ipv6.IPv6Address;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.Route;
import io.routelb.netlink.value.RouteChange;
import io.routelb.netlink.value.RouteType;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** RTM_NEWROUTE, RTM_DELROUTE, RTM_GETROUTE: {@code struct rtmsg} and RTA_ attributes. Not read: source routing, metrics, encapsulation. */
public final class RouteMessage {
    private static final int FIXED_BYTES = 12;
    private static final int RTA_DST = 1;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_MULTIPATH = 9;
    private static final int RTA_TABLE = 15;
    private static final int RTM_F_CLONED = 0x200;
    private static final int SCOPE_UNIVERSE = 0;
    private static final int SCOPE_LINK = 253;
    private static final int SCOPE_HOST = 254;
    private static final int SCOPE_NOWHERE = 255;
    private static final int TABLE_COMPAT = 252;

    private RouteMessage() {}

    /** A route; empty for other families (multicast routing, MPLS) and for the kernel's cached copies of routes. */
    public static Optional<Route> decode(NetlinkMessage message) throws MalformedMessageException {
        ByteBuffer in = message.payload(FIXED_BYTES, "a route message");
        int family = Byte.toUnsignedInt(in.get(0));
        int flags = in.getInt(8);
        if ((family != Netlink.AF_INET && family != Netlink.AF_INET6) || (flags & RTM_F_CLONED) != 0) {
            return Optional.empty();
        }
        Attributes attributes = Attributes.read(in.duplicate().order(in.order()).position(FIXED_BYTES));
        int typeCode = Byte.toUnsignedInt(in.get(7));
        RouteType type = RouteType.ofCode(typeCode)
                .orElseThrow(() -> new MalformedMessageException("a route has the unknown type " + typeCode));
        return Optional.of(new Route(
                prefix(attributes, family, Byte.toUnsignedInt(in.get(1))),
                nextHops(attributes, family),
                type,
                Byte.toUnsignedInt(in.get(5)),
                (int) attributes.u32(RTA_TABLE).orElse(Byte.toUnsignedLong(in.get(4))),
                attributes.u32(RTA_PRIORITY).orElse(0)));
    }

    private static Prefix prefix(Attributes attributes, int family, int length) throws MalformedMessageException {
        Optional<IPAddress> destination = attributes.address(RTA_DST, family);
        if (destination.isEmpty() && length != 0) {
            throw new MalformedMessageException("a route to a /" + length + " has no destination");
        }
        IPAddress address = destination.orElse(
                family == Netlink.AF_INET ? new IPv4Address(new byte[4]) : new IPv6Address(new byte[16]));
        if (length > address.getBitCount()) {
            throw new MalformedMessageException("prefix length " + length + " of " + address);
        }
        return Prefix.containing(address, length);
    }

    private static List<NextHop> nextHops(Attributes attributes, int family) throws MalformedMessageException {
        Optional<ByteBuffer> multipath = attributes.bytes(RTA_MULTIPATH);
        return multipath.isPresent()
                ? NextHops.readMultipath(multipath.get(), family)
                : NextHops.readSingle(attributes, family);
    }

    /** Asks for the routes of a table; a kernel without strict checking sends those of all tables. */
    public static byte[] dump(int table, IpFamily family, int sequence) {
        return new RequestWriter(Netlink.RTM_GETROUTE, Netlink.NLM_F_DUMP, sequence)
                .u8(family == IpFamily.IPV4 ? Netlink.AF_INET : Netlink.AF_INET6)
                .raw(new byte[FIXED_BYTES - 1])
                .attributeU32(RTA_TABLE, table)
                .finish();
    }

    /** The request for one change, to be acknowledged. Adding twice is no error. */
    public static byte[] encode(RouteChange change, int sequence) {
        Route route = change.route();
        return switch (change) {
            case RouteChange.Add add -> {
                int flags = Netlink.NLM_F_ACK | Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE;
                RequestWriter out = start(Netlink.RTM_NEWROUTE, flags, sequence, route, scope(route));
                NextHops.write(out, add.route());
                yield out.finish();
            }
            case RouteChange.Remove remove ->
                start(Netlink.RTM_DELROUTE, Netlink.NLM_F_ACK, sequence, remove.route(), SCOPE_NOWHERE)
                        .finish();
        };
    }

    /** What {@code ip route} would choose: the scope of an IPv4 route says how far away its next hop is. */
    private static int scope(Route route) {
        return switch (route.type()) {
            case LOCAL, NAT -> SCOPE_HOST;
            case BROADCAST, MULTICAST, ANYCAST -> SCOPE_LINK;
            case UNSPECIFIED, UNICAST ->
                route.nextHops().stream().allMatch(hop -> hop.gateway().isEmpty()) ? SCOPE_LINK : SCOPE_UNIVERSE;
            case BLACKHOLE, UNREACHABLE, PROHIBIT, THROW, EXTERNAL -> SCOPE_UNIVERSE;
        };
    }

    private static RequestWriter start(int type, int flags, int sequence, Route route, int scope) {
        IPAddress network = route.prefix().network();
        RequestWriter out = new RequestWriter(type, flags, sequence)
                .u8(RequestWriter.family(network))
                .u8(route.prefix().length())
                .u8(0) // no source prefix
                .u8(0) // any type of service
                .u8(Integer.compareUnsigned(route.table(), 256) < 0 ? route.table() : TABLE_COMPAT)
                .u8(route.protocol())
                .u8(scope)
                .u8(route.type().code())
                .u32(0)
                .attributeAddress(RTA_DST, network)
                .attributeU32(RTA_TABLE, route.table());
        if (route.metric() != 0) {
            out.attributeU32(RTA_PRIORITY, route.metric());
        }
        return out;
    }
}
