package io.routelb.redistribution.bgp.rib;

import inet.ipaddr.IPAddress;
import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.Import;
import io.routelb.model.PeerOptions.PrefixRule;
import io.routelb.model.Prefix;
import io.routelb.redistribution.bgp.message.AsPath;
import io.routelb.redistribution.bgp.message.Dialect;
import io.routelb.redistribution.bgp.message.MpReach;
import io.routelb.redistribution.bgp.message.NextHop;
import io.routelb.redistribution.bgp.message.Nlri;
import io.routelb.redistribution.bgp.message.Origin;
import io.routelb.redistribution.bgp.message.PathAttribute;
import io.routelb.redistribution.bgp.message.Update;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What the tests of routes share: peers, policies and UPDATEs in a line. */
final class Ribs {
    static final long OUR_ASN = 64512;
    static final long PEER_ASN = 65010;
    static final IPv4Address OUR_ID = Addresses.of("192.0.2.11").toIPv4();
    static final Dialect EXTERNAL = new Dialect(true, true);
    static final Dialect INTERNAL = new Dialect(true, false);
    static final Map<IpFamily, IPAddress> NEXT_HOPS =
            Map.of(IpFamily.IPV4, Addresses.of("192.0.2.11"), IpFamily.IPV6, Addresses.of("2001:db8::11"));

    private Ribs() {}

    /** Everything but default routes, up to that many of each family, warned of at 75 %. */
    static Import any(int maxPrefixes) {
        return new Import(
                List.of(new PrefixRule(Prefix.of("0.0.0.0/0"), 0, 32), new PrefixRule(Prefix.of("::/0"), 0, 128)),
                maxPrefixes,
                75,
                Duration.ofMinutes(5));
    }

    static PeerOptions accepting(int maxPrefixes) {
        return PeerOptions.DEFAULT.withImports(any(maxPrefixes));
    }

    static Source external(String address) {
        return new Source(Addresses.of(address), PEER_ASN, Addresses.of(address).toIPv4(), PeerKind.EXTERNAL);
    }

    static Source internal(String address, PeerKind kind) {
        return new Source(Addresses.of(address), OUR_ASN, Addresses.of(address).toIPv4(), kind);
    }

    static ImportPolicy imports(Source source, PeerOptions options) {
        return new ImportPolicy(
                source,
                new Asn(OUR_ASN),
                OUR_ID,
                options.inside().clusterId().orElse(OUR_ID),
                options,
                Optional.empty());
    }

    static ExportPolicy exports(PeerKind kind) {
        return exports(kind, kind == PeerKind.EXTERNAL ? EXTERNAL : INTERNAL);
    }

    static ExportPolicy exports(PeerKind kind, Dialect dialect) {
        return new ExportPolicy(new Asn(OUR_ASN), OUR_ID, kind, dialect, NEXT_HOPS, Optional.empty(), false);
    }

    /** ORIGIN, AS_PATH of the peer's AS, and those. */
    static List<PathAttribute> attributes(PathAttribute... more) {
        List<PathAttribute> all = new ArrayList<>(List.of(Origin.IGP, AsPath.sequence(List.of(PEER_ASN))));
        for (PathAttribute each : more) {
            all.removeIf(one -> one.typeCode() == each.typeCode());
            all.add(each);
        }
        return all;
    }

    static AttributeSet set(String nextHop, PathAttribute... more) {
        return new AttributeSet(List.of(Addresses.of(nextHop)), attributes(more));
    }

    /** An UPDATE that announces prefixes of one family. */
    static Update announce(String nextHop, List<PathAttribute> attributes, String... prefixes) {
        List<Prefix> parsed = Arrays.stream(prefixes).map(Prefix::of).toList();
        List<PathAttribute> all = new ArrayList<>(attributes);
        IPAddress hop = Addresses.of(nextHop);
        if (hop.isIPv4()) {
            all.add(new NextHop(hop.toIPv4()));
            return new Update(Nlri.NONE, all, new Nlri(parsed));
        }
        all.add(new MpReach(IpFamily.IPV6, List.of(hop), new Nlri(parsed)));
        return new Update(Nlri.NONE, all, Nlri.NONE);
    }

    static Update announce(String... prefixes) {
        return announce("192.0.2.1", attributes(), prefixes);
    }

    /** An UPDATE that withdraws IPv4 prefixes. */
    static Update withdraw(String... prefixes) {
        return new Update(new Nlri(Arrays.stream(prefixes).map(Prefix::of).toList()), List.of(), Nlri.NONE);
    }
}
