package io.routelb.redistribution.bgp.session;

import io.routelb.model.IpFamily;
import io.routelb.model.PeerOptions;
import io.routelb.model.PeerOptions.Restart;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.Capability;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The capabilities we offer (RFC 5492). */
final class Capabilities {
    private Capabilities() {}

    static List<Capability> of(SessionConfig config) {
        List<Capability> offered = new ArrayList<>();
        List<IpFamily> families = config.families().stream().sorted().toList();
        PeerOptions options = config.options();
        families.forEach(each -> offered.add(new Capability.MultiProtocol(AfiSafi.unicast(each))));
        offered.add(new Capability.Refresh());
        offered.add(new Capability.EnhancedRefresh());
        offered.add(new Capability.ExtendedMessage());
        offered.add(new Capability.FourOctetAs(config.localAsn().value()));
        if (options.extendedNextHop() && config.families().contains(IpFamily.IPV4)) {
            offered.add(new Capability.ExtendedNextHop(List.of(Capability.NextHopFamily.IPV4_OVER_IPV6)));
        }
        options.role().filter(unused -> config.mayBeExternal()).ifPresent(role -> offered.add(Roles.capability(role)));
        PeerOptions.AddPath addPath = options.addPath();
        if (addPath.send() || addPath.receive()) {
            offered.add(new Capability.AddPath(families.stream()
                    .map(each -> new Capability.AddPathFamily(AfiSafi.unicast(each), addPath.send(), addPath.receive()))
                    .toList()));
        }
        if (options.restart().enabled()) {
            restart(config, families, offered);
        }
        return offered;
    }

    private static void restart(SessionConfig config, List<IpFamily> families, List<Capability> offered) {
        Restart restart = config.options().restart();
        Optional<Comeback> comeback = config.comeback();
        int flags = (comeback.isPresent() ? Capability.RESTARTED : 0)
                | (restart.notification() ? Capability.NOTIFICATION : 0);
        offered.add(new Capability.GracefulRestart(
                flags,
                (int) restart.time().toSeconds(),
                families.stream()
                        .map(each -> new Capability.GracefulFamily(AfiSafi.unicast(each), forwarding(comeback, each)))
                        .toList()));
        if (restart.longLivedStale().isPositive()) {
            offered.add(new Capability.LongLivedGracefulRestart(families.stream()
                    .map(each -> new Capability.LongLivedFamily(AfiSafi.unicast(each), forwarding(comeback, each), (int)
                            restart.longLivedStale().toSeconds()))
                    .toList()));
        }
    }

    private static int forwarding(Optional<Comeback> comeback, IpFamily family) {
        return comeback.filter(each -> each.forwarding().contains(family)).isPresent() ? Capability.FORWARDING : 0;
    }
}
