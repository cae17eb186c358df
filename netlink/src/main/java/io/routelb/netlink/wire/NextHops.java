package io.routelb.netlink.wire;

import inet.ipaddr.IPAddress;
import io.routelb.model.IpFamily;
import io.routelb.netlink.value.NextHop;
import io.routelb.netlink.value.Route;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The next hops of a route: RTA_OIF and RTA_GATEWAY when there is one, RTA_MULTIPATH ({@code struct rtnexthop}) when there are more. */
final class NextHops {
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_MULTIPATH = 9;
    /** A gateway of another family than the route's: {@code struct rtvia}, a 16-bit family and the address. */
    private static final int RTA_VIA = 18;

    private static final int RTNEXTHOP_BYTES = 8;

    private NextHops() {}

    static List<NextHop> readSingle(Attributes attributes, int family) throws MalformedMessageException {
        Optional<IPAddress> gateway = gateway(attributes, family);
        int index = (int) attributes.u32(RTA_OIF).orElse(0);
        return gateway.isEmpty() && index == 0 ? List.of() : List.of(new NextHop(gateway, index, 1));
    }

    static List<NextHop> readMultipath(ByteBuffer in, int family) throws MalformedMessageException {
        List<NextHop> hops = new ArrayList<>();
        while (in.hasRemaining()) {
            int start = in.position();
            int length = in.remaining() < RTNEXTHOP_BYTES ? 0 : Short.toUnsignedInt(in.getShort());
            if (length < RTNEXTHOP_BYTES || length > in.limit() - start) {
                throw new MalformedMessageException(
                        "a next hop says " + length + " bytes, " + (in.limit() - start) + " are there");
            }
            in.get(); // RTNH_F_ flags
            int weight = Byte.toUnsignedInt(in.get()) + 1;
            int index = in.getInt();
            Attributes attributes = Attributes.read(
                    in.slice(start + RTNEXTHOP_BYTES, length - RTNEXTHOP_BYTES).order(ByteOrder.nativeOrder()));
            hops.add(new NextHop(gateway(attributes, family), index, weight));
            in.position(Math.min(start + Attributes.aligned(length), in.limit()));
        }
        return hops;
    }

    private static Optional<IPAddress> gateway(Attributes attributes, int family) throws MalformedMessageException {
        Optional<ByteBuffer> via = attributes.bytes(RTA_VIA, Short.BYTES);
        if (via.isPresent()) {
            int viaFamily = Short.toUnsignedInt(via.get().getShort());
            return Optional.of(Attributes.address(via.get(), viaFamily));
        }
        return attributes.address(RTA_GATEWAY, family);
    }

    static void write(RequestWriter out, Route route) {
        IpFamily family = route.prefix().family();
        if (route.nextHops().size() == 1) {
            NextHop only = route.nextHops().getFirst();
            if (only.index() != 0) {
                out.attributeU32(RTA_OIF, only.index());
            }
            writeGateway(out, only, family);
        } else if (!route.nextHops().isEmpty()) {
            int multipath = out.open(RTA_MULTIPATH);
            for (NextHop hop : route.nextHops()) {
                // The first 16 bits of struct rtnexthop are its length, then 8 of flags and 8 of weight less one.
                int start = out.open((hop.weight() - 1) << Byte.SIZE);
                out.u32(hop.index());
                writeGateway(out, hop, family);
                out.close(start);
            }
            out.close(multipath);
        }
    }

    private static void writeGateway(RequestWriter out, NextHop hop, IpFamily family) {
        if (hop.gateway().isEmpty()) {
            return;
        }
        IPAddress gateway = hop.gateway().get();
        if (IpFamily.of(gateway) == family) {
            out.attributeAddress(RTA_GATEWAY, gateway);
        } else {
            int via = out.open(RTA_VIA);
            out.u16(RequestWriter.family(gateway)).raw(gateway.getBytes());
            out.close(via);
        }
    }
}
