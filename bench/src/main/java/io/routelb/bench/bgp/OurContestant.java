package io.routelb.bench.bgp;

import io.routelb.bench.measure.Memory;
import io.routelb.lab.bgp.Option;
import io.routelb.lab.bgp.RouterSetup;
import io.routelb.lab.process.Conversation;
import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.process.JavaProgram;
import io.routelb.lab.scenario.Figures;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Our speaker, a process of its own with the flags of the agent. It tells routes of its own, as the agent's does. */
final class OurContestant implements Contestant {
    /** Its name in the figures. */
    static final String NAME = "ours";

    private static final long FAREWELL_SECONDS = 8;

    private final Stand stand;
    private final JavaProgram programs;
    private final Path agentFlags;
    private final LinkedBlockingQueue<String> answers = new LinkedBlockingQueue<>();
    private Optional<Conversation> program = Optional.empty();

    /** The flags are those of the file. */
    OurContestant(Stand stand, JavaProgram programs, Path agentFlags) {
        this.stand = stand;
        this.programs = programs;
        this.agentFlags = agentFlags;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Stand stand() {
        return stand;
    }

    @Override
    public void start(RouterSetup setup) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(programs.command("bench", MeasuredSpeaker.class.getName(), List.of()));
        command.add(command.indexOf("-cp"), "@" + agentFlags);
        answers.clear();
        program = Optional.of(
                Conversation.start(log(), Namespaces.inside(stand.cable().theirs(), command), answers::add));
        for (RouterSetup.Neighbour each : setup.neighbours()) {
            say("peer " + each.address() + " " + each.asn() + " " + each.hold().toSeconds() + " "
                    + each.option(Option.ReflectorClient.class).isPresent() + " "
                    + each.option(Option.Bfd.class)
                            .map(bfd -> bfd.interval().toMillis() + " " + bfd.multiplier())
                            .orElse("0 0"));
        }
        ask("speak " + setup.asn() + " " + setup.routerId(), "speaking");
    }

    @Override
    public void load(int first, int count) throws IOException, InterruptedException {
        ask("routes " + first + " " + count, "loaded");
    }

    @Override
    public long awaitRoutes(String neighbour, int count) throws IOException, InterruptedException {
        return Long.parseLong(ask("await " + neighbour + " " + count, "reached"));
    }

    /** The link with its standing addresses is made, and their routes are told. */
    void hold(int first, int count) throws IOException, InterruptedException {
        ask("link " + first + " " + count, "standing");
    }

    /** An address comes or goes; gives the time since the epoch at which that was begun. */
    long change(boolean add, int address) throws IOException, InterruptedException {
        return Long.parseLong(ask((add ? "add " : "remove ") + address, "changed"));
    }

    /** The longest a task has waited for the speaker's loop since this was asked last, in nanoseconds. */
    long longestDelay() throws IOException, InterruptedException {
        return Long.parseLong(ask("delay", "delayed"));
    }

    /** The latest that a thread of the process woke up, in nanoseconds, since this was asked last. */
    long latestWaking() throws IOException, InterruptedException {
        return Long.parseLong(ask("waking", "woke"));
    }

    /** The longest that garbage collection has stopped the process, in milliseconds. */
    long longestCollection() throws IOException, InterruptedException {
        return Long.parseLong(ask("collecting", "collected"));
    }

    /** The state, how often BFD has lost the neighbour, the interval we send at and the Detection Time, in milliseconds. */
    String bfd(String neighbour) throws IOException, InterruptedException {
        return ask("bfd " + neighbour, "bfd");
    }

    /** What it logged of that, one line each. */
    List<String> logged(String text) throws IOException {
        return Files.readAllLines(log()).stream()
                .filter(line -> line.contains(text))
                .map(line -> line.substring(line.indexOf(text)))
                .toList();
    }

    private Path log() {
        return stand.logs().resolve("ours-" + stand.cable().theirs() + ".log");
    }

    @Override
    public Figures memory() throws IOException, InterruptedException {
        double liveMebibytes = new Memory(present().pid()).liveHeap();
        return new Figures().put("rss", stand.residentKib()).put("live_heap", Math.round(liveMebibytes * 1024));
    }

    @Override
    public void released() {}

    @Override
    public void end() throws IOException, InterruptedException {
        if (program.isPresent()) {
            program.get().end(FAREWELL_SECONDS);
            program = Optional.empty();
        }
    }

    private Conversation present() {
        return program.orElseThrow();
    }

    private void say(String line) throws IOException {
        present().say(line);
    }

    /** What follows the word in the answer. */
    private String ask(String question, String word) throws IOException, InterruptedException {
        say(question);
        String answer = answers.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
        if (answer == null || !answer.startsWith(word)) {
            throw new ExpectationException("our speaker does not answer \"" + question + "\" but says " + answer
                    + ", alive: " + present().isAlive());
        }
        return answer.substring(word.length()).strip();
    }
}
