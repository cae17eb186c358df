package io.routelb.bird.render;

import inet.ipaddr.ipv4.IPv4Address;
import io.routelb.model.Addresses;
import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.RoutingIntent;
import io.routelb.model.RoutingIntent.PeerAsn;
import io.routelb.model.SpeakerOptions.BestPath;
import java.time.Duration;
import java.util.Locale;

/** The protocol that is one session, or all those with neighbours of a prefix. */
final class SessionText {
    private static final int BGP_PORT = 179;

    private final RoutingIntent.Peer peer;
    private final Common common;

    /**
     * What all sessions have.
     *
     * @param installs what they tell is put in the kernel
     * @param marksClients somebody has to be told what clients told, and nothing else that is learned
     */
    record Common(
            IPv4Address routerId,
            int listenPort,
            BestPath bestPath,
            boolean installs,
            boolean marksClients,
            Unsaid unsaid) {}

    SessionText(RoutingIntent.Peer peer, Common common) {
        this.peer = peer;
        this.common = common;
    }

    /** {@code neighbour} is whom, as BIRD has it: an address or a range. */
    void write(Block file, String name, String neighbour) {
        file.in("protocol bgp " + name, session -> {
            session.line("description \"" + peer.name().replaceAll("[^0-9A-Za-z ._:/-]", "_") + "\";");
            session.line("router id " + common.routerId() + ";");
            session.line("local " + local() + "as " + peer.localAsn() + ";");
            session.line("neighbor " + neighbour + " " + who() + ";");
            Addresses.link(peer.address()).ifPresent(link -> session.line("interface \"" + link + "\";"));
            timers(session);
            if (peer.passive()) {
                session.line("passive on;");
            }
            distance(session);
            options(session, peer.options());
            for (IpFamily family : IpFamily.values()) {
                if (peer.families().contains(family)) {
                    session.channel(Names.channel(family), channel -> channel(channel, name, family));
                }
            }
        });
    }

    private String local() {
        String source = peer.source()
                .map(address -> Addresses.withoutLink(address).toCanonicalString() + " ")
                .orElse("");
        boolean usual = common.listenPort() == 0 || common.listenPort() == BGP_PORT;
        return source + (usual ? "" : "port " + common.listenPort() + " ");
    }

    private String who() {
        String port = peer.port() == BGP_PORT ? "" : "port " + peer.port() + " ";
        return port
                + switch (peer.asn()) {
                    case PeerAsn.Exactly exactly -> "as " + exactly.asn();
                    case PeerAsn.External external -> "external";
                    case PeerAsn.Internal internal -> "internal";
                };
    }

    private void timers(Block session) {
        long hold = peer.timers().hold().toSeconds();
        session.line("hold time " + hold + ";");
        if (hold > 0) {
            session.line(
                    "keepalive time " + Math.min(hold, atLeastOne(peer.timers().keepalive())) + ";");
        }
        session.line("connect delay time 1;");
        session.line("connect retry time " + atLeastOne(peer.timers().connectRetry()) + ";");
        session.line("error wait time 2, 60;"); // its own 60 s to 300 s keep a repaired peer waiting
    }

    private static long atLeastOne(Duration time) {
        return Math.max(1, time.toSeconds());
    }

    /** Inside its AS a session is multihop unless somebody says otherwise. */
    private void distance(Block session) {
        if (peer.options().ttlSecurityHops().isPresent()) {
            int hops = peer.options().ttlSecurityHops().getAsInt();
            session.line(hops > 1 ? "multihop " + hops + ";" : "direct;");
            session.line("ttl security on;");
        } else if (!peer.isInternal() && peer.ttl().orElse(1) > 1) {
            session.line("multihop " + peer.ttl().getAsInt() + ";");
        }
    }

    private void options(Block session, PeerOptions options) {
        options.password().ifPresent(password -> {
            session.line("password \"" + password.text() + "\";");
            if (common.unsaid().hasAuthentication()) {
                session.line("authentication md5;");
            }
        });
        options.bfd().ifPresent(bfd -> bfd(session, bfd));
        session.line("graceful restart " + (options.restart().enabled() ? "on;" : "off;"));
        if (options.restart().enabled()) {
            session.line("graceful restart time " + options.restart().time().toSeconds() + ";");
        }
        if (options.restart().enabled() && !options.restart().longLivedStale().isZero()) {
            session.line("long lived graceful restart on;");
            session.line("long lived stale time "
                    + options.restart().longLivedStale().toSeconds() + ";");
        }
        if (options.role().isPresent() && common.unsaid().hasRoles()) {
            session.line("local role " + role(options.role().get()) + ";");
            if (options.strictRole()) {
                session.line("require roles on;");
            }
        }
        if (options.routeReflectorClient()) {
            session.line("rr client;");
        }
        options.inside().clusterId().ifPresent(id -> session.line("rr cluster id " + id + ";"));
        if (options.allowOwnAsn() > 0) {
            session.line("allow local as " + options.allowOwnAsn() + ";");
        }
        session.line("med metric " + onOff(common.bestPath().alwaysCompareMed()) + ";");
        session.line("deterministic med " + onOff(common.bestPath().deterministicMed()) + ";");
    }

    private static String onOff(boolean wanted) {
        return wanted ? "on" : "off";
    }

    private void bfd(Block session, PeerOptions.Bfd bfd) {
        if (common.unsaid().hasBfdOptions()) {
            session.line("bfd { min tx interval " + bfd.transmit().toMillis() + " ms; min rx interval "
                    + bfd.receive().toMillis() + " ms; multiplier " + bfd.multiplier() + "; };");
        } else {
            session.line("bfd on;");
        }
    }

    private static String role(PeerOptions.Role role) {
        return switch (role) {
            case ROUTE_SERVER -> "rs_server";
            case ROUTE_SERVER_CLIENT -> "rs_client";
            case PROVIDER, CUSTOMER, PEER -> role.name().toLowerCase(Locale.ROOT);
        };
    }

    private void channel(Block channel, String name, IpFamily family) {
        channel.line("table " + Names.table(family) + ";");
        if (common.installs()) {
            channel.line("igp table " + Names.host(family) + ";");
            if (peer.options().extendedNextHop() && family == IpFamily.IPV4) {
                channel.line("igp table " + Names.host(IpFamily.IPV6) + ";");
            }
        }
        imports(channel, family);
        channel.line("export filter " + Names.out(name, family) + ";");
        PeerOptions.AddPath paths = peer.options().addPath();
        if (paths.send() || paths.receive()) {
            channel.line("add paths " + (paths.send() && paths.receive() ? "on" : paths.send() ? "tx" : "rx") + ";");
        }
        if (peer.options().extendedNextHop() && family == IpFamily.IPV4) {
            channel.line("extended next hop on;");
        }
    }

    /** What is not accepted is kept, so that it can be counted, and counts towards the limit. */
    private void imports(Block channel, IpFamily family) {
        PeerOptions.Import imports = peer.options().imports();
        channel.line("import keep filtered on;");
        channel.line("receive limit " + imports.maxPrefixes() + " action "
                + (imports.restartAfter().isZero() ? "disable" : "restart") + ";");
        var accepted = imports.prefixes().stream()
                .filter(each -> each.within().family() == family)
                .map(ExportText::text)
                .sorted()
                .distinct()
                .toList();
        channel.line(
                accepted.isEmpty()
                        ? "import filter { reject; };"
                        : "import filter { if net ~ [" + String.join(", ", accepted) + "] then " + accept()
                                + " reject; };");
    }

    private String accept() {
        return common.marksClients() && peer.options().routeReflectorClient()
                ? "{ " + Names.CLIENT + " = 1; accept; }"
                : "accept;";
    }
}
