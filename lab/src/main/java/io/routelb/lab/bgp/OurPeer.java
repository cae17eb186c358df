package io.routelb.lab.bgp;

import io.routelb.lab.topology.Cable;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.Prefix;
import io.routelb.model.RouteAttributes;
import io.routelb.model.RoutingIntent;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Builds the peer of an intent, from what most scenarios want: an external peer at the end of the cable that is dialled at once. */
public final class OurPeer {
    private static final RoutingIntent.Timers FAST =
            new RoutingIntent.Timers(Duration.ofSeconds(9), Duration.ofSeconds(3), Duration.ofMillis(200));

    /** What the daemon tells is counted. */
    private static final PeerOptions.Import EVERYTHING = new PeerOptions.Import(
            List.of(
                    new PeerOptions.PrefixRule(Prefix.of("0.0.0.0/0"), 0, 32),
                    new PeerOptions.PrefixRule(Prefix.of("::/0"), 0, 128)),
            10_000,
            75,
            Duration.ofMinutes(5));

    private final Cable cable;
    private final IpFamily transport;
    private final long asn;
    private final long localAsn;
    private Set<IpFamily> families = EnumSet.allOf(IpFamily.class);
    private OptionalInt ttl = OptionalInt.empty();
    private boolean passive;
    private PeerOptions options = PeerOptions.DEFAULT.withImports(EVERYTHING);
    private String address;
    private Set<Prefix> routes = Set.of();

    /** The far end, over that family, in that AS, from ours. */
    public OurPeer(Cable cable, IpFamily transport, long localAsn, long asn) {
        this.cable = cable;
        this.transport = transport;
        this.localAsn = localAsn;
        this.asn = asn;
        this.address = cable.theirAddress(transport);
    }

    /** Only these families; both else. */
    public OurPeer families(IpFamily... only) {
        families = EnumSet.copyOf(Arrays.asList(only));
        return this;
    }

    public OurPeer ttl(int hops) {
        ttl = OptionalInt.of(hops);
        return this;
    }

    /** Somebody else at the far end. */
    public OurPeer at(String another) {
        address = another;
        return this;
    }

    /** Waits to be dialled. */
    public OurPeer passive() {
        passive = true;
        return this;
    }

    /** Changes the options. */
    public OurPeer options(UnaryOperator<PeerOptions> change) {
        options = change.apply(options);
        return this;
    }

    /** What it is told. */
    public OurPeer routes(String... prefixes) {
        routes = Arrays.stream(prefixes).map(Prefix::of).collect(Collectors.toSet());
        return this;
    }

    /** The peer as it stands in an intent. */
    public RoutingIntent.Peer build() {
        return new RoutingIntent.Peer(
                "to-" + address,
                SpeakerJson.address(address),
                asn == localAsn
                        ? new RoutingIntent.PeerAsn.Internal()
                        : new RoutingIntent.PeerAsn.Exactly(new Asn(asn)),
                new Asn(localAsn),
                179,
                Optional.of(SpeakerJson.address(cable.ourAddress(transport))),
                FAST,
                ttl,
                families,
                passive,
                options,
                RouteAttributes.plain(routes));
    }
}
