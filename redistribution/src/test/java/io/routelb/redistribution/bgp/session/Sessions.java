package io.routelb.redistribution.bgp.session;

import io.routelb.model.Addresses;
import io.routelb.model.Asn;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.bgp.message.Open;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Configurations and OPENs the tests of sessions share. */
final class Sessions {
    private Sessions() {}

    static SessionConfig config(long local, String routerId, RoutingIntent.PeerAsn peer, int hold, boolean passive) {
        return new SessionConfig(
                "peer 192.0.2.1",
                "",
                new Asn(local),
                Addresses.of(routerId).toIPv4(),
                peer,
                new RoutingIntent.Timers(Duration.ofSeconds(hold), Duration.ofSeconds(hold / 3), Duration.ofSeconds(5)),
                Set.of(IpFamily.values()),
                passive,
                PeerOptions.DEFAULT,
                Optional.empty(),
                false);
    }

    static RoutingIntent.PeerAsn exactly(long asn) {
        return new RoutingIntent.PeerAsn.Exactly(new Asn(asn));
    }

    /** Ours: AS 64512, 10.0.0.1, hold 90 s; the peer must be AS 65010. */
    static SessionConfig ours() {
        return config(64512, "10.0.0.1", exactly(65010), 90, false);
    }

    /** The OPEN such a peer sends. */
    static Open theirs() {
        return config(65010, "10.0.0.2", exactly(64512), 30, false).open();
    }

    /** Ours, with those options. */
    static SessionConfig ours(PeerOptions options) {
        return with(ours(), options);
    }

    static SessionConfig with(SessionConfig config, PeerOptions options) {
        return changed(config, config.timers(), options, config.comeback());
    }

    /** After a restart that preserved the forwarding of those families. */
    static SessionConfig comingBack(SessionConfig config, Set<IpFamily> forwarding) {
        return changed(config, config.timers(), config.options(), Optional.of(new Comeback(forwarding)));
    }

    /** With those timers. */
    static SessionConfig timed(SessionConfig config, RoutingIntent.Timers timers) {
        return changed(config, timers, config.options(), config.comeback());
    }

    private static SessionConfig changed(
            SessionConfig config, RoutingIntent.Timers timers, PeerOptions options, Optional<Comeback> comeback) {
        return new SessionConfig(
                config.peer(),
                config.silence(),
                config.localAsn(),
                config.routerId(),
                config.peerAsn(),
                timers,
                config.families(),
                config.passive(),
                options,
                comeback,
                config.plain());
    }
}
