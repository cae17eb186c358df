package io.routelb.bird;

import io.routelb.bird.control.Answer;
import io.routelb.bird.control.BirdException;
import io.routelb.bird.control.BirdSocket;
import io.routelb.bird.control.Sessions;
import io.routelb.bird.render.BirdConfig;
import io.routelb.bird.render.BirdRenderer;
import io.routelb.bird.render.BirdVersion;
import io.routelb.model.BirdView;
import io.routelb.model.InvalidValueException;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.RoutingBackend;
import io.routelb.redistribution.RoutingStatus;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The BIRD of the host tells the peers. One thread does one thing after the other: it makes the latest intent true, and it looks every so often
 * what has become of the daemon and its sessions. Its methods may be called from any thread.
 */
public final class BirdBackend implements RoutingBackend {
    private static final Logger LOG = LoggerFactory.getLogger(BirdBackend.class);
    private static final Duration ANSWER = Duration.ofSeconds(5);
    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration FAREWELL = Duration.ofSeconds(3);

    private final BirdView settings;
    private final BirdSocket bird;
    private final ConfigFile file;
    private final InForce inForce;
    private final Runnable statusChanged;
    private final Clock clock;
    private final ScheduledExecutorService thread;
    private final Object lock = new Object();
    /** Guarded by the lock: the latest intent, its number, and who waits for it or an earlier one. */
    private Optional<RoutingIntent> wanted = Optional.empty();

    private long handedOver;
    private final List<Waiting> waiting = new ArrayList<>();
    private volatile RoutingStatus status = new RoutingStatus(List.of(), List.of());

    /** The fields below are the thread's. */
    private final Watched watched = new Watched();

    private Optional<Running> running = Optional.empty();
    private Optional<BirdConfig> applied = Optional.empty();
    private Optional<Refused> refused = Optional.empty();
    private long told;

    /** Somebody who wants to know when the intent of that number is in force. */
    private record Waiting(long number, CompletableFuture<Void> done) {}

    /** A daemon's life, as it says itself: when it started and when it last read its configuration. */
    private record Running(String version, List<String> stamps) {}

    /** What the daemon would not have, while it ran like that. */
    private record Refused(String text, List<String> stamps, String why, long at) {
        /** What is wrong may be in a file of the host's, of whose repair nobody tells. */
        boolean isOver(long now) {
            return now - at >= RETRY.toNanos();
        }
    }

    /** {@code statusChanged} is called on the thread when {@link #status} says something new; it must not block. */
    public BirdBackend(BirdView settings, Runnable statusChanged, Clock clock) {
        this.settings = settings;
        this.statusChanged = statusChanged;
        this.clock = clock;
        Path socket = Path.of(settings.controlSocket());
        bird = new BirdSocket(socket, ANSWER);
        file = new ConfigFile(Path.of(settings.configPath()), socket);
        inForce = new InForce(settings, bird, file);
        thread = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("bird").factory());
        var unused = thread.scheduleWithFixedDelay(this::turn, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public CompletionStage<Void> apply(RoutingIntent intent) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        synchronized (lock) {
            wanted = Optional.of(intent);
            handedOver++;
            waiting.add(new Waiting(handedOver, done));
        }
        try {
            thread.execute(this::turn);
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new IllegalStateException("the BIRD backend is closed", e));
        }
        return done;
    }

    @Override
    public RoutingStatus status() {
        return status;
    }

    /** The daemon goes on without us. */
    @Override
    public boolean isKeptOverRestart() {
        return status.peers().stream().anyMatch(peer -> peer.state().equals("Established"));
    }

    /** The daemon's configuration and its sessions stay as they are. */
    @Override
    public void closeForRestart() {
        end();
    }

    /** Our sessions go from the daemon; in mode Full nothing is left of its configuration but what it needs to run. */
    @Override
    public void close() {
        if (!thread.isShutdown()) {
            thread.execute(this::leave);
        }
        end();
    }

    private void end() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(FAREWELL.toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    /** Also what an earlier process put there; a file that is not ours stays. */
    private void leave() {
        try {
            if (file.content().filter(BirdRenderer::isOurs).isPresent()) {
                inForce.end(BirdRenderer.nothing(settings.mode()));
            }
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("reason", e).log("BIRD keeps our sessions");
        }
    }

    /** What is to be true now, and its number. */
    private record Task(RoutingIntent intent, long number) {}

    private void turn() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a bug: what BIRD does is not known");
            publish(new RoutingStatus(List.of(), List.of("a bug in RouteLB: " + e)));
        }
    }

    private void look() {
        Optional<Task> task;
        synchronized (lock) {
            task = wanted.map(intent -> new Task(intent, handedOver));
        }
        if (task.isEmpty()) {
            return;
        }
        List<String> problems = new ArrayList<>();
        List<RoutingStatus.Peer> peers = List.of();
        try {
            peers = look(task.get(), problems);
        } catch (BirdException e) {
            running = Optional.empty();
            problems.add(e.sentence());
        } catch (IOException e) {
            problems.add(file.path() + " cannot be written: " + e);
        } catch (InvalidValueException e) {
            problems.add(e.sentence());
        }
        publish(new RoutingStatus(peers, problems));
        if (told == task.get().number()) {
            acknowledge(told); // last: who hears of it looks at the status
        }
    }

    private List<RoutingStatus.Peer> look(Task task, List<String> problems)
            throws BirdException, IOException, InvalidValueException {
        Running before = running.orElse(new Running("", List.of()));
        Running now = running();
        BirdVersion version =
                BirdVersion.parse(settings.version().equals(BirdView.AUTO) ? now.version() : settings.version());
        BirdConfig config = BirdRenderer.render(task.intent(), settings.mode(), version);
        boolean changed =
                applied.filter(each -> each.text().equals(config.text())).isEmpty();
        boolean reread = !before.equals(now) && !file.content().equals(Optional.of(config.text()));
        if ((changed || reread) && !isRefused(config, now)) {
            put(config);
            now = running();
        }
        running = Optional.of(now);
        problems.addAll(config.unsaid());
        refused.ifPresent(
                each -> problems.add("BIRD refused " + file.path() + ", what it had stays in force: " + each.why()));
        boolean isIn = applied.filter(each -> each.text().equals(config.text())).isPresent();
        Answer protocols = bird.ask("show protocols all");
        missing(protocols, isIn, config, problems);
        told = isIn ? task.number() : told;
        List<RoutingStatus.Peer> peers = watched.peers(
                protocols,
                bird.ask("show bfd sessions"),
                applied.map(BirdConfig::protocols).orElse(Map.of()),
                told,
                clock.instant());
        return peers;
    }

    private boolean isRefused(BirdConfig config, Running now) {
        return refused.filter(each -> each.text().equals(config.text()))
                .filter(each -> each.stamps().equals(now.stamps()) && !each.isOver(System.nanoTime()))
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
        return new Running(answer.version(), stamps);
    }

    private void acknowledge(long number) {
        List<Waiting> done;
        synchronized (lock) {
            done = waiting.stream().filter(each -> each.number() <= number).toList();
            waiting.removeAll(done);
        }
        done.forEach(each -> each.done().complete(null));
    }

    private void publish(RoutingStatus now) {
        boolean news = !now.equals(status);
        status = now;
        if (news) {
            statusChanged.run();
        }
    }
}
