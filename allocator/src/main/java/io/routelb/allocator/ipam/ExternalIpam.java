package io.routelb.allocator.ipam;

import io.routelb.allocator.ipam.IpamOutcome.Cause;
import io.routelb.allocator.plan.IpamAnswer;
import io.routelb.allocator.plan.IpamPlan;
import io.routelb.allocator.plan.IpamProgress;
import io.routelb.allocator.plan.IpamQuery;
import io.routelb.allocator.plan.IpamStats;
import io.routelb.allocator.plan.IpamTask;
import io.routelb.model.ObjectKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what an {@link IpamPlan} asks of external IPAMs and keeps what came of it for the next plan. Owned by the loop. The
 * complete set of tasks goes in each time; one that is no longer in it is forgotten. At most one call for each Service and {@link
 * SocketGate#MOST_AT_ONCE} for each socket are under way; the rest waits in a map as large as the plan, longest waiting first.
 */
public final class ExternalIpam {
    private static final Logger LOG = LoggerFactory.getLogger(ExternalIpam.class);

    private final Sidecars sidecars;
    private final IpamMetrics metrics;
    private final LongSupplier nanoTime;
    private final SequencedMap<IpamTask, Attempt> attempts = new LinkedHashMap<>();
    private final Map<ObjectKey, IpamAnswer> answers = new HashMap<>();
    private final Map<String, SocketGate> gates = new HashMap<>();
    private final Set<ObjectKey> busy = new HashSet<>();
    /** For addresses that came when their Service no longer asked: those whose Service is gone, finalizer and all, only we know of. */
    private final Set<IpamTask.Return> strays = new LinkedHashSet<>();

    private final StatsPolls polls;
    private Map<String, String> sockets = Map.of();
    private Set<IpamTask> wanted = Set.of();
    private boolean active;

    public ExternalIpam(Sidecars sidecars, IpamMetrics metrics, LongSupplier nanoTime) {
        this.sidecars = sidecars;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.polls = new StatsPolls(nanoTime);
    }

    /** The last answer for each Service that asks. */
    public Map<ObjectKey, IpamAnswer> answers() {
        return Map.copyOf(answers);
    }

    /** How full the groups' pools are, as last heard; by name of the group. */
    public Map<String, IpamStats> stats() {
        return polls.stats();
    }

    /** What was returned, and what resists. */
    public IpamProgress progress() {
        Set<IpamTask.Return> returned = new HashSet<>();
        Map<ObjectKey, IpamQuery> refused = new HashMap<>();
        Map<ObjectKey, String> troubles = new HashMap<>();
        for (Attempt attempt : attempts.values()) {
            if (attempt.task() instanceof IpamTask.Ask ask && attempt.gaveNothing()) {
                refused.put(ask.service(), ask.query());
            }
            if (attempt.task() instanceof IpamTask.Return giveBack) {
                if (attempt.returned()) {
                    returned.add(giveBack);
                }
                attempt.trouble()
                        .ifPresent(failed -> troubles.put(
                                giveBack.service(),
                                "the IPAM of ServiceGroup " + giveBack.group() + " on " + giveBack.socket()
                                        + " has not taken its address back: " + failed.message()));
            }
        }
        return new IpamProgress(returned, refused, troubles);
    }

    /** Starts what is due of the plan's tasks and forgets what it no longer has. Never blocks. */
    public void follow(IpamPlan plan) {
        active = true;
        long now = nanoTime.getAsLong();
        sockets = plan.sockets();
        wanted = new LinkedHashSet<>(plan.tasks());
        strays.removeIf(stray -> plan.claims().containsKey(stray.service()) || isReturned(stray));
        wanted.addAll(strays);
        attempts.values().removeIf(attempt -> !attempt.underWay() && !wanted.contains(attempt.task()));
        answers.keySet().retainAll(plan.answersInUse());
        wanted.forEach(task -> attempts.computeIfAbsent(task, same -> new Attempt(task, now)));
        for (Attempt attempt : List.copyOf(attempts.values())) {
            if (attempt.isDue(now) && wanted.contains(attempt.task())) {
                start(attempt, now);
            }
        }
        poll(now);
        tidy();
    }

    /** How long until something here is due by itself. */
    public Duration nextDue(Duration atMost) {
        if (!active) {
            return atMost;
        }
        long now = nanoTime.getAsLong();
        Duration nearest = polls.nextDue(atMost);
        for (Attempt attempt : attempts.values()) {
            SocketGate gate = gates.get(attempt.task().socket());
            boolean waitsForOutcome = attempt.underWay()
                    || attempt.returned()
                    || busy.contains(attempt.task().service())
                    || (gate != null && !gate.admits(now) && gate.closedFor(now).isZero());
            if (!waitsForOutcome) {
                Duration own = Duration.ofNanos(Math.max(0, attempt.dueNanos() - now));
                Duration closed = gate == null ? Duration.ZERO : gate.closedFor(now);
                nearest = shorter(nearest, longer(own, closed));
            }
        }
        return nearest;
    }

    /** Forgets everything but the calls under way: somebody else leads now. */
    public void forget() {
        active = false;
        wanted = Set.of();
        attempts.values().removeIf(attempt -> !attempt.underWay());
        answers.clear();
        strays.clear();
        polls.forget();
        sidecars.keep(Set.of());
    }

    private void start(Attempt attempt, long now) {
        IpamTask task = attempt.task();
        SocketGate gate = gates.computeIfAbsent(task.socket(), path -> new SocketGate());
        if (!gate.admits(now) || !busy.add(task.service())) {
            return;
        }
        gate.started();
        IpamCall call = attempt.start();
        sidecars.call(task.socket(), call, outcome -> ended(attempt, call, gate, now, outcome));
    }

    private void ended(Attempt attempt, IpamCall call, SocketGate gate, long started, IpamOutcome outcome) {
        long now = nanoTime.getAsLong();
        IpamTask task = attempt.task();
        busy.remove(task.service());
        gate.ended(isReached(outcome), now);
        count(call, outcome, now - started);
        attempt.ended(outcome, now);
        attempts.remove(task);
        if (wanted.contains(task)) {
            attempts.putLast(task, attempt);
            keepAnswer(attempt, outcome);
        } else if (active && task instanceof IpamTask.Ask && outcome instanceof IpamOutcome.Given) {
            strays.add(new IpamTask.Return(task.service(), task.group(), task.socket(), Optional.empty()));
        }
        if (outcome instanceof IpamOutcome.Failed failed) {
            LOG.atWarn()
                    .addKeyValue("service", task.service())
                    .addKeyValue("group", task.group())
                    .addKeyValue("socket", task.socket())
                    .addKeyValue("call", call.method())
                    .addKeyValue("code", failed.code())
                    .addKeyValue("message", failed.message())
                    .log("external IPAM did not do what it was asked");
            return;
        }
        polls.soon(task.group());
        if (outcome instanceof IpamOutcome.Released) {
            hurry(task.group(), now);
        }
    }

    private boolean isReturned(IpamTask.Return stray) {
        Attempt attempt = attempts.get(stray);
        return attempt != null && attempt.returned();
    }

    private void keepAnswer(Attempt attempt, IpamOutcome outcome) {
        if (attempt.task() instanceof IpamTask.Ask ask) {
            if (outcome instanceof IpamOutcome.Given given) {
                // Given again, an address has to be returned again.
                attempts.values()
                        .removeIf(other ->
                                other.returned() && other.task().service().equals(ask.service()));
                answers.put(ask.service(), new IpamAnswer.Given(ask.query(), given.addresses()));
            } else {
                attempt.trouble()
                        .ifPresent(failed ->
                                answers.put(ask.service(), new IpamAnswer.Refused(ask.query(), failed.message())));
            }
        }
    }

    /** Who waits for a full pool of that group is asked for at once: something was returned. */
    private void hurry(String group, long now) {
        for (Attempt attempt : attempts.values()) {
            boolean full = attempt.trouble()
                    .filter(failed -> failed.cause() == Cause.FULL)
                    .isPresent();
            if (full && attempt.task().group().equals(group)) {
                attempt.dueAt(now);
            }
        }
    }

    private void poll(long now) {
        polls.keep(sockets.keySet());
        for (String group : polls.due()) {
            String socket = sockets.getOrDefault(group, "");
            SocketGate gate = gates.computeIfAbsent(socket, path -> new SocketGate());
            if (!gate.admits(now)) {
                polls.postpone(group);
                continue;
            }
            gate.started();
            polls.started(group);
            IpamCall call = new IpamCall.Stats(group);
            sidecars.call(socket, call, outcome -> {
                long ended = nanoTime.getAsLong();
                gate.ended(isReached(outcome), ended);
                count(call, outcome, ended - now);
                polls.ended(group, outcome);
            });
        }
    }

    private void tidy() {
        Set<String> inUse = new HashSet<>(sockets.values());
        attempts.keySet().stream().map(IpamTask::socket).forEach(inUse::add);
        gates.entrySet()
                .removeIf(entry ->
                        !inUse.contains(entry.getKey()) && entry.getValue().idle());
        sidecars.keep(inUse);
        metrics.keep(sockets.keySet());
    }

    private void count(IpamCall call, IpamOutcome outcome, long nanos) {
        String code = outcome instanceof IpamOutcome.Failed failed ? failed.code() : "OK";
        metrics.ended(call.pool(), sockets.containsKey(call.pool()), call, code, Duration.ofNanos(nanos));
    }

    private static boolean isReached(IpamOutcome outcome) {
        return !(outcome instanceof IpamOutcome.Failed failed && failed.cause() == Cause.UNREACHABLE);
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? other : one;
    }
}
