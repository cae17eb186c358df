package io.routelb.lab.bgp;

import io.routelb.lab.process.Await;
import io.routelb.lab.process.Command;
import io.routelb.lab.process.Conversation;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.process.JavaProgram;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.Namespaces;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.RoutingStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** Our speaker as a process at our end of a cable. */
public final class OurSpeaker {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final long FAREWELL_SECONDS = 8;

    private final Conversation program;
    private final Map<String, Set<String>> errors = new ConcurrentHashMap<>();
    private volatile RoutingStatus status = new RoutingStatus(List.of(), List.of());

    private OurSpeaker(JavaProgram programs, Cable cable, Path log, List<String> arguments) throws IOException {
        this.program = Conversation.start(
                log,
                Namespaces.inside(cable.ours(), programs.command("lab", SpeakerProgram.class.getName(), arguments)),
                this::said);
    }

    private void said(String line) {
        RoutingStatus told = SpeakerJson.status(line);
        for (RoutingStatus.Peer peer : told.peers()) {
            errors.computeIfAbsent(peer.address().toCanonicalString(), key -> ConcurrentHashMap.newKeySet())
                    .add(peer.lastError());
        }
        status = told;
    }

    /** Whether an error with that text was ever the last one of the peer; a later attempt may have failed otherwise. */
    public boolean blamed(String address, String text) {
        return errors.getOrDefault(address, Set.of()).stream().anyMatch(each -> each.contains(text));
    }

    /** Starts the process; it speaks to nobody before the first intent. */
    public static OurSpeaker start(JavaProgram programs, Cable cable, Path log) throws IOException {
        return new OurSpeaker(programs, cable, log, List.of());
    }

    /** Starts the successor of one that was killed or ended by {@link #stopForRestart}. */
    public static OurSpeaker startAgain(JavaProgram programs, Cable cable, Path log) throws IOException {
        return new OurSpeaker(programs, cable, log, List.of("again"));
    }

    /** Puts an intent in force; does not wait for what comes of it. */
    public void apply(RoutingIntent intent) throws IOException {
        program.say(SpeakerJson.write(intent));
    }

    /** What it said last. */
    public RoutingStatus status() {
        return status;
    }

    /** The peer of that address, as it was told of last. */
    public Optional<RoutingStatus.Peer> peer(String address) {
        return status.peers().stream()
                .filter(each -> each.address().toCanonicalString().equals(address))
                .findFirst();
    }

    /** Whether the session with the peer is up. */
    public boolean established(String address) {
        return peer(address).filter(each -> each.state().equals("Established")).isPresent();
    }

    /** Waits until what is told of the peer is as expected; says how long it took. */
    public Duration await(String what, String address, Predicate<RoutingStatus.Peer> expected)
            throws IOException, InterruptedException {
        return Await.until(
                what,
                LIMIT,
                () -> {
                    if (!program.isAlive()) {
                        throw new ExpectationException("our speaker ended while it was waited for " + what);
                    }
                    return peer(address).filter(expected).isPresent();
                },
                () -> peer(address).map(RoutingStatus.Peer::toString).orElse("no such peer") + " " + status.problems());
    }

    /** Its end in order: its peers are told. */
    public void stop() throws IOException, InterruptedException {
        program.end(FAREWELL_SECONDS);
    }

    /** Its end for a successor: the peers are to keep its routes. */
    public void stopForRestart() throws IOException, InterruptedException {
        program.say(SpeakerProgram.RESTART);
        program.end(FAREWELL_SECONDS);
    }

    /** SIGSTOP: it neither reads nor writes nor closes. */
    public void freeze() throws IOException, InterruptedException {
        Command.run("kill", "-STOP", Long.toString(program.pid()));
    }

    /** Its resident memory, in MiB. */
    public long residentMebibytes() throws IOException {
        String status = Files.readString(Path.of("/proc", Long.toString(program.pid()), "status"));
        long kibibytes = status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .findFirst()
                .orElseThrow();
        return kibibytes / 1024;
    }

    /** SIGKILL. */
    public void kill() throws InterruptedException {
        program.kill();
    }
}
