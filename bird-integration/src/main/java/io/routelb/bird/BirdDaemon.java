package io.routelb.bird;

import io.routelb.bird.control.Answer;
import io.routelb.bird.control.BirdException;
import io.routelb.bird.control.BirdSocket;
import io.routelb.bird.control.Sessions;
import io.routelb.bird.render.BirdConfig;
import io.routelb.bird.render.BirdRenderer;
import io.routelb.bird.render.BirdVersion;
import io.routelb.bird.render.Names;
import io.routelb.model.BirdView;
import io.routelb.model.HostMode;
import io.routelb.model.InvalidValueException;
import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.RoutingStatus;
import io.routelb.redistribution.host.HostDaemon;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The BIRD of the host. */
public final class BirdDaemon implements HostDaemon {
    private static final Logger LOG = LoggerFactory.getLogger(BirdDaemon.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final BirdView settings;
    private final Duration retry;
    private final BirdSocket bird;
    private final ConfigFile file;
    private final InForce inForce;
    private final Clock clock;
    private final Watched watched = new Watched();

    private Optional<Running> running = Optional.empty();
    private Optional<BirdConfig> applied = Optional.empty();
    private Optional<Refused> refused = Optional.empty();
    private long told;

    /** A daemon's life, as it says itself: when it started, when it last read its configuration, and whether it is still busy with that. */
    private record Running(String version, List<String> stamps, boolean busy) {}

    /** What the daemon would not have, while it ran like that. */
    private record Refused(String text, List<String> stamps, String why, long at) {
        /** What is wrong may be in a file of the host's, of whose repair nobody tells. */
        boolean isOver(Duration retry) {
            return System.nanoTime() - at >= retry.toNanos();
        }
    }

    public BirdDaemon(BirdView settings, Clock clock) {
        this(settings, clock, RETRY);
    }

    /** {@code retry}: after how long what was refused is tried again. */
    BirdDaemon(BirdView settings, Clock clock, Duration retry) {
        this.settings = settings;
        this.retry = retry;
        this.clock = clock;
        Path socket = Path.of(settings.controlSocket());
        bird = new BirdSocket(socket, ANSWER);
        file = new ConfigFile(Path.of(settings.configPath()), socket);
        inForce = new InForce(settings, bird, file);
    }

    /** A file that is not ours stays. In mode Full nothing is left of the configuration but what the daemon needs to run. */
    @Override
    public void leave() {
        try {
            if (file.content().filter(BirdRenderer::isOurs).isPresent()) {
                inForce.end(BirdRenderer.nothing(settings.mode()));
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e).log("BIRD keeps our sessions");
        }
    }

    @Override
    public Found look(RoutingIntent intent, long number) {
        List<String> problems = new ArrayList<>();
        List<RoutingStatus.Peer> peers = List.of();
        try {
            peers = look(intent, number, problems);
        } catch (BirdException e) {
            running = Optional.empty();
            problems.add(e.sentence());
        } catch (IOException e) {
            problems.add(file.path() + " cannot be written: " + e);
        } catch (InvalidValueException e) {
            problems.add(e.sentence());
        }
        return new Found(peers, problems, told == number);
    }

    private List<RoutingStatus.Peer> look(RoutingIntent intent, long number, List<String> problems)
            throws BirdException, IOException, InvalidValueException {
        Running before = running.orElse(new Running("", List.of(), false));
        Running now = running();
        BirdVersion version =
                BirdVersion.parse(settings.version().equals(BirdView.AUTO) ? now.version() : settings.version());
        Answer protocols = bird.ask("show protocols all");
        BirdConfig config = BirdRenderer.render(intent, settings.mode(), hostKernel(intent, protocols), version);
        boolean changed =
                applied.filter(each -> each.text().equals(config.text())).isEmpty();
        boolean reread = !before.equals(now) && !file.content().equals(Optional.of(config.text()));
        if ((changed || reread) && !isRefused(config, now)) {
            put(config);
            now = running();
            protocols = bird.ask("show protocols all");
        }
        running = Optional.of(now);
        problems.addAll(config.unsaid());
        refused.ifPresent(
                each -> problems.add("BIRD refused " + file.path() + ", what it had stays in force: " + each.why()));
        boolean isIn = !now.busy()
                && applied.filter(each -> each.text().equals(config.text())).isPresent();
        missing(protocols, isIn, config, problems);
        if (intent.kernel().installs()) {
            withoutTable(protocols, problems);
        }
        told = isIn ? number : told;
        List<RoutingStatus.Peer> peers = watched.peers(
                protocols,
                bird.ask("show bfd sessions"),
                applied.map(BirdConfig::protocols).orElse(Map.of()),
                told,
                clock.instant());
        return peers;
    }

    /**
     * Families of which the host's own configuration has the kernel's main table, or wants it: BIRD does not say which table a protocol has.
     */
    private Set<IpFamily> hostKernel(RoutingIntent intent, Answer protocols) {
        Set<IpFamily> families = EnumSet.noneOf(IpFamily.class);
        if (settings.mode() == HostMode.INCLUDE && intent.kernel().installs()) {
            kernels(protocols)
                    .filter(each -> !Names.isOurs(each.name()))
                    .forEach(each -> families.addAll(each.families()));
        }
        return families;
    }

    private static Stream<Sessions.Protocol> kernels(Answer protocols) {
        return Sessions.protocols(protocols).values().stream()
                .filter(each -> each.kind().equals("Kernel"));
    }

    /** One whose table another has stays in that state, even when the other goes; to take it away then would end BIRD 2.0.12. */
    private static void withoutTable(Answer protocols, List<String> problems) {
        kernels(protocols)
                .filter(each -> each.state().equals("start"))
                .map(Sessions.Protocol::name)
                .sorted()
                .forEach(each -> problems.add("protocol kernel " + each
                        + " is idle: another protocol had its table of the kernel when it was started; BIRD has to be started again when"
                        + " each table is one protocol's alone"));
    }

    private boolean isRefused(BirdConfig config, Running now) {
        return refused.filter(each -> each.text().equals(config.text()))
                .filter(each -> each.stamps().equals(now.stamps()) && !each.isOver(retry))
                .isPresent();
    }

    private void put(BirdConfig config) throws BirdException, IOException {
        long start = System.nanoTime();
        Optional<String> why = inForce.put(config);
        if (why.isPresent()) {
            refused = Optional.of(new Refused(config.text(), running().stamps(), why.get(), System.nanoTime()));
            LOG.atWarn()
                    .addKeyValue("file", file.path())
                    .addKeyValue("reason", why.get())
                    .log("BIRD refused its configuration");
        } else {
            refused = Optional.empty();
            applied = Optional.of(config);
            LOG.atInfo()
                    .addKeyValue("file", file.path())
                    .addKeyValue("octets", config.text().length())
                    .addKeyValue("ms", (System.nanoTime() - start) / 1_000_000)
                    .log("BIRD has its configuration");
        }
    }

    /** What a file that nobody includes does. */
    private void missing(Answer protocols, boolean isIn, BirdConfig config, List<String> problems) {
        Set<String> there = Sessions.protocols(protocols).keySet();
        List<String> missing = config.protocols().keySet().stream()
                .filter(each -> !each.endsWith("_") && !there.contains(each))
                .map(config.protocols()::get)
                .sorted()
                .toList();
        if (isIn && !missing.isEmpty()) {
            problems.add("BIRD has no session with " + String.join(", ", missing)
                    + ": its configuration must include \"" + file.path() + "\"");
        }
    }

    private Running running() throws BirdException {
        Answer answer = bird.ask("show status");
        List<String> stamps = answer.lines().stream()
                .map(Answer.Line::text)
                .map(String::strip)
                .filter(text -> text.startsWith("Last re"))
                .toList();
        return new Running(answer.version(), stamps, InForce.isInProgress(answer));
    }
}
