package io.routelb.node.app;

import io.routelb.bird.BirdDaemon;
import io.routelb.frr.FrrDaemon;
import io.routelb.model.BackendChoice;
import io.routelb.node.routes.kernel.RouteKeeper;
import io.routelb.redistribution.RoutingBackend;
import io.routelb.redistribution.bgp.speaker.NativeBackend;
import io.routelb.redistribution.host.HostBackend;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Function;

/** Opens the backend that is chosen, and knows the speaker among them, which follows the kernel's routes. Any thread. */
final class Backends implements Function<BackendChoice, RoutingBackend> {
    private final RouteKeeper routes;
    private final Runnable statusChanged;
    private volatile Optional<NativeBackend> speaker = Optional.empty();

    Backends(RouteKeeper routes, Runnable statusChanged) {
        this.routes = routes;
        this.statusChanged = statusChanged;
    }

    @Override
    public RoutingBackend apply(BackendChoice choice) {
        return switch (choice) {
            case BackendChoice.Speaker itself -> {
                NativeBackend opened = new NativeBackend(statusChanged, routes, routes);
                speaker = Optional.of(opened);
                yield opened;
            }
            case BackendChoice.Bird bird -> {
                speaker = Optional.empty();
                yield new HostBackend("bird", new BirdDaemon(bird.settings(), Clock.systemUTC()), statusChanged);
            }
            case BackendChoice.Frr frr -> {
                speaker = Optional.empty();
                yield new HostBackend("frr", new FrrDaemon(frr.settings(), Clock.systemUTC()), statusChanged);
            }
        };
    }

    /** Next hops may be reached otherwise than before. */
    void reachabilityChanged() {
        speaker.ifPresent(NativeBackend::reachabilityChanged);
    }
}
