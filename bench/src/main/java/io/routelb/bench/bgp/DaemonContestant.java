package io.routelb.bench.bgp;

import io.routelb.lab.bgp.DaemonKind;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.bgp.RoutingDaemon;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.scenario.Figures;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A routing daemon of the distribution. What it is to tell it gets from a feeder, for not all of them have a quick way to be given routes. */
final class DaemonContestant implements Contestant {
    private static final Duration POLL = Duration.ofMillis(5);

    private final DaemonKind kind;
    private final Stand stand;
    private final RoutingDaemon daemon;
    private Optional<RouteCounter> counter = Optional.empty();
    private Optional<RawSession> loader = Optional.empty();

    DaemonContestant(DaemonKind kind, Stand stand) {
        this.kind = kind;
        this.stand = stand;
        this.daemon = kind.at(stand.cable(), files(), stand.logs());
    }

    @Override
    public String name() {
        return kind.label();
    }

    @Override
    public Stand stand() {
        return stand;
    }

    /** Its version, as the distribution has it. */
    String version() throws IOException, InterruptedException {
        return daemon.version();
    }

    @Override
    public void start(RouterSetup setup) throws IOException, InterruptedException {
        RouterSetup transit = new RouterSetup(
                setup.asn(),
                setup.routerId(),
                setup.neighbours().stream()
                        .map(each -> each.with(new Option.Transit()))
                        .toList(),
                setup.routes());
        daemon.start(transit);
        counter = Optional.of(counter(
                setup.neighbours().stream().map(RouterSetup.Neighbour::address).toList()));
    }

    private RouteCounter counter(List<String> neighbours) throws IOException {
        return switch (kind) {
            case BIRD -> RouteCounter.bird(files(), neighbours);
            case FRR -> RouteCounter.frr(files());
            case GOBGP -> RouteCounter.gobgp(stand.cable().theirs());
            case OPENBGPD -> RouteCounter.openbgpd(files());
        };
    }

    private Path files() {
        return stand.folder().resolve(kind.label());
    }

    @Override
    public void load(int first, int count) throws IOException, InterruptedException {
        RawSession session = stand.feeder().dial(stand.ends(0, Stand.FEEDER_AS));
        loader = Optional.of(session);
        stand.feeder().await("the feeder's session with " + name(), LIMIT, session, RawSession::isEstablished);
        session.send(RawMessages.external(
                first, count, Stand.FEEDER_AS, session.ends().fromBits()));
        session.send(RawMessages.endOfRib());
        awaitRoutes(Stand.source(0), count);
    }

    @Override
    public long awaitRoutes(String neighbour, int count) throws IOException, InterruptedException {
        RouteCounter asked = counter.orElseThrow();
        long deadline = System.nanoTime() + LIMIT.toNanos();
        for (int seen = asked.count(neighbour); seen != count; seen = asked.count(neighbour)) {
            if (System.nanoTime() > deadline) {
                throw new ExpectationException(name() + " has " + seen + " routes of " + neighbour + ", not " + count);
            }
            Thread.sleep(POLL);
        }
        return System.nanoTime();
    }

    @Override
    public Figures memory() throws IOException, InterruptedException {
        return new Figures().put("rss", stand.residentKib());
    }

    /** OpenBGPD waits half a minute after a session's end; being told to clear the session it is ready again. */
    @Override
    public void released() throws IOException, InterruptedException {
        if (kind == DaemonKind.OPENBGPD) {
            Command.run(
                    "bgpctl", "-s", files().resolve("ctl").toString(), "neighbor", stand.collectorAddress(), "clear");
        }
    }

    @Override
    public void end() throws IOException, InterruptedException {
        if (loader.isPresent()) {
            stand.feeder().drop(loader.get());
            loader = Optional.empty();
        }
        if (counter.isPresent()) {
            counter.get().close();
            counter = Optional.empty();
        }
        daemon.kill();
    }
}
