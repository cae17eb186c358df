package io.routelb.bird.render;

import io.routelb.model.Addresses;
import io.routelb.model.HostMode;
import io.routelb.model.IpFamily;
import io.routelb.model.Prefix;
import io.routelb.model.RoutingIntent;
import io.routelb.model.SpeakerOptions.DynamicPeers;
import io.routelb.redistribution.host.ToldRoutes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Writes BIRD's configuration for an intent. Pure; the same intent gives the same bytes. */
public final class BirdRenderer {
    private static final String HEAD = "# Written by RouteLB; what is changed here is lost.";

    private final RoutingIntent intent;
    private final Set<IpFamily> hostKernel;
    private final Unsaid unsaid;
    private final SessionText.Common common;
    private final Block file = new Block();
    private final Map<String, String> protocols = new TreeMap<>();
    private boolean secret;

    private BirdRenderer(RoutingIntent intent, Set<IpFamily> hostKernel, BirdVersion version) {
        this.intent = intent;
        this.hostKernel = hostKernel;
        this.unsaid = new Unsaid(version);
        this.common = new SessionText.Common(
                intent.routerId(),
                intent.listenPort(),
                intent.options().bestPath(),
                intent.kernel().installs(),
                marksClients(intent.peers()),
                unsaid);
    }

    /** A reflector's other neighbours inside are told what its clients told. */
    private static boolean marksClients(List<RoutingIntent.Peer> peers) {
        return peers.stream()
                .filter(each -> each.options().inside().clusterId().isPresent())
                .anyMatch(each -> each.isInternal() && !each.options().routeReflectorClient());
    }

    /** One session, or one range of them. */
    private record Session(String name, String neighbour, RoutingIntent.Peer peer) {}

    /** The file for a BIRD of that version, of which so much is ours, where the host has nothing of the kernel's routes. */
    public static BirdConfig render(RoutingIntent intent, HostMode mode, BirdVersion version) {
        return render(intent, mode, Set.of(), version);
    }

    /**
     * The file for a BIRD of that version, of which so much is ours.
     *
     * @param hostKernel families of which the host's own configuration has the kernel's main table
     */
    public static BirdConfig render(
            RoutingIntent intent, HostMode mode, Set<IpFamily> hostKernel, BirdVersion version) {
        return new BirdRenderer(intent, hostKernel, version).render(mode);
    }

    /** The file of who has nothing to say any more. */
    public static String nothing(HostMode mode) {
        String host =
                "log stderr all;\nrouter id 192.0.2.1;\nprotocol device {}\n"; // whose ID it is does not matter to
        // nobody
        return HEAD + "\n" + (mode == HostMode.FULL ? host : "");
    }

    /** Whether that file is one of ours. */
    public static boolean isOurs(String text) {
        return text.startsWith(HEAD);
    }

    private BirdConfig render(HostMode mode) {
        file.line(HEAD);
        unsaid.of(intent.options());
        List<Session> sessions = sessions();
        if (mode == HostMode.FULL) {
            host(sessions);
        }
        if (!sessions.isEmpty()) {
            tables(sessions.stream().map(Session::peer).toList());
            if (intent.kernel().installs()) {
                new KernelText(intent, hostKernel, unsaid).write(file);
            }
        }
        sessions.forEach(this::write);
        return new BirdConfig(file.text(), secret, protocols, unsaid.sentences());
    }

    private List<Session> sessions() {
        Map<String, Session> sessions = new TreeMap<>();
        for (RoutingIntent.Peer peer : intent.peers()) {
            if (unsaid.of(peer)) {
                String name = Names.session(peer.name(), peer.address());
                String address = Addresses.withoutLink(peer.address()).toCanonicalString();
                sessions.put(name, new Session(name, address, peer));
            }
        }
        for (DynamicPeers range : intent.options().dynamicPeers()) {
            if (unsaid.of(range.template())) {
                String name = Names.range(range.template().name(), range.from());
                sessions.put(name, new Session(name, "range " + range.from(), range.template()));
            }
        }
        return new ArrayList<>(sessions.values());
    }

    /** What a host's own configuration has. */
    private void host(List<Session> sessions) {
        file.line("log stderr all;");
        file.line("router id " + intent.routerId() + ";");
        file.line("protocol device {}");
        if (sessions.stream().anyMatch(each -> each.peer().options().bfd().isPresent())) {
            file.line("protocol bfd " + Names.BFD + " {}");
        }
    }

    /** Tables of our own: nothing of ours gets into the host's, and nothing of the host's gets here. */
    private void tables(List<RoutingIntent.Peer> peers) {
        if (common.marksClients()) {
            file.line("attribute int " + Names.CLIENT + ";");
        }
        for (IpFamily family : IpFamily.values()) {
            file.line(Names.channel(family) + " table " + Names.table(family) + ";");
        }
        file.in("protocol direct " + Names.LINK, direct -> {
            for (IpFamily family : IpFamily.values()) {
                direct.line(table(family));
            }
            direct.line("interface \"" + intent.link().name() + "\";");
        });
        for (IpFamily family : IpFamily.values()) {
            List<Prefix> routes = ToldRoutes.fromNoLink(peers, intent.link(), family);
            if (!routes.isEmpty()) {
                file.in("protocol static " + Names.routes(family), block -> {
                    block.line(table(family));
                    routes.forEach(each -> block.line("route " + each + " unreachable;"));
                });
            }
        }
    }

    private static String table(IpFamily family) {
        return Names.channel(family) + " { table " + Names.table(family) + "; };";
    }

    private void write(Session session) {
        RoutingIntent.Peer peer = session.peer();
        protocols.put(session.name(), peer.name());
        secret |= peer.options().password().isPresent();
        for (IpFamily family : IpFamily.values()) {
            if (peer.families().contains(family)) {
                new ExportText(peer, family, peer.isInternal(), intent.link()).write(file, session.name());
            }
        }
        new SessionText(peer, common).write(file, session.name(), session.neighbour());
    }
}
