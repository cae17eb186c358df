package io.routelb.bench.bgp;

import io.routelb.lab.process.ExpectationException;
import io.routelb.lab.topology.Cable;
import io.routelb.lab.topology.Namespaces;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What tcpdump sees on a cable's link in one of its namespaces, packet by packet, with the kernel's times. */
final class Tcpdump implements AutoCloseable {
    private static final int SECONDS_TO_START = 10;

    private final Process process;

    /** Who is told, on a thread of its own. */
    interface Sink {
        void took(PcapReader.Packet packet) throws IOException;

        /** Nothing more will come. */
        void broke(String reason);
    }

    private Tcpdump(Process process) {
        this.process = process;
    }

    /** Listens to what the filter lets through; nothing that comes after the return is missed. */
    static Tcpdump on(String namespace, String filter) throws IOException, InterruptedException {
        String command = "tcpdump -n -i " + Cable.LINK + " -w - -U --immediate-mode -B 65536 -s 0"
                + " --time-stamp-precision=nano " + filter;
        Tcpdump tcpdump =
                new Tcpdump(new ProcessBuilder(Namespaces.inside(namespace, List.of(command.split(" ", -1)))).start());
        CountDownLatch listening = new CountDownLatch(1);
        BufferedReader errors = tcpdump.process.errorReader();
        Thread.ofPlatform().daemon().name("tcpdump-says").start(() -> said(errors, listening));
        if (!listening.await(SECONDS_TO_START, TimeUnit.SECONDS)) {
            tcpdump.close();
            throw new ExpectationException("tcpdump does not listen");
        }
        return tcpdump;
    }

    private static void said(BufferedReader errors, CountDownLatch listening) {
        errors.lines().filter(line -> line.contains("listening on")).forEach(line -> listening.countDown());
    }

    /** Tells what comes from now on; to be called once. */
    void to(Sink sink) {
        Thread.ofPlatform().daemon().name("tcpdump-reads").start(() -> read(sink));
    }

    private void read(Sink sink) {
        try (BufferedInputStream octets = new BufferedInputStream(process.getInputStream(), 1 << 20)) {
            PcapReader reader = new PcapReader(octets);
            for (Optional<PcapReader.Packet> each = reader.next(); each.isPresent(); each = reader.next()) {
                sink.took(each.get());
            }
            sink.broke("tcpdump ended");
        } catch (IOException e) {
            sink.broke(String.valueOf(e.getMessage()));
        }
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }
}
