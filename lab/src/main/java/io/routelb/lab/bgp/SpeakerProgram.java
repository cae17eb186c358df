package io.routelb.lab.bgp;

import io.routelb.kube.daemon.DaemonLogging;
import io.routelb.kube.daemon.StartupException;
import io.routelb.model.IpFamily;
import io.routelb.model.RoutingIntent;
import io.routelb.redistribution.bgp.speaker.NativeBackend;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.concurrent.Semaphore;

/**
 * The speaker of the agent without the agent, so that it can be set opposite any router. Each line of standard input is a complete
 * {@link RoutingIntent} in JSON, put in force at once; each line of standard output is the status in JSON, printed when it changed. Ends
 * with its input and says farewell to its peers, or with the line {@code restart} and leaves its routes with them.
 */
public final class SpeakerProgram {
    private SpeakerProgram() {}

    /** The line that ends it for a successor. */
    static final String RESTART = "restart";

    /** Runs until the input ends. With any argument it is the successor of one that was there before (RFC 4724). */
    public static void main(String[] arguments) throws IOException, StartupException {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        System.setOut(System.err); // what is logged is no status
        DaemonLogging.configure(DaemonLogging.Format.TEXT, "debug");
        Semaphore changed = new Semaphore(0);
        NativeBackend backend = new NativeBackend(changed::release);
        if (arguments.length > 0) {
            // What was forwarded by the kernel's routes and addresses goes on being forwarded without us.
            backend.comeBack(EnumSet.allOf(IpFamily.class));
        }
        Thread.ofPlatform().daemon().name("status").start(() -> {
            while (true) {
                changed.acquireUninterruptibly();
                changed.drainPermits();
                out.println(SpeakerJson.write(backend.status()));
            }
        });
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals(RESTART)) {
                    backend.closeForRestart();
                    return;
                }
                RoutingIntent intent = SpeakerJson.intent(line);
                var unused = backend.apply(intent).whenComplete((told, refused) -> changed.release());
            }
        }
        backend.close();
    }
}
