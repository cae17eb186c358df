package io.routelb.netlink;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.abort;

import io.routelb.netlink.value.Link;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/** A {@link TemporaryNamespace} with {@code ip} at hand. Without the capability it needs the test is skipped and says why. */
public final class FreshNamespace implements AutoCloseable {
    private final TemporaryNamespace temporary;
    private final NetworkNamespace namespace;

    public FreshNamespace() throws NetlinkException, InterruptedException {
        temporary = openOrAbort();
        namespace = temporary.namespace();
    }

    private static TemporaryNamespace openOrAbort() throws NetlinkException, InterruptedException {
        try {
            return TemporaryNamespace.open();
        } catch (NetlinkException e) {
            if (e.errno() != NetlinkException.EPERM) {
                throw e;
            }
            System.out.println("SKIPPED: " + e.getMessage());
            return abort(e.getMessage());
        }
    }

    public NetworkNamespace namespace() {
        return namespace;
    }

    /** Runs {@code ip} inside, as somebody else would; arguments are separated by one blank. */
    public void ip(String arguments) throws NetlinkException, ExecutionException, InterruptedException {
        output(arguments);
    }

    /** As above, and gives what it printed. */
    public String output(String arguments) throws NetlinkException, ExecutionException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments.split(" ")));
        return namespace.call(() -> {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), () -> "ip " + arguments + ": " + text);
            return text;
        });
    }

    /** Joins two fresh namespaces by a cable; both its ends are called {@code eth0} and up when this returns. */
    public static void join(FreshNamespace one, FreshNamespace other)
            throws NetlinkException, ExecutionException, InterruptedException {
        one.ip("link add eth0 type veth peer name eth0 netns " + other.namespace.path());
        one.ip("link set eth0 up");
        other.ip("link set eth0 up");
    }

    /** The link of that name inside. */
    public Link link(String name) throws NetlinkException, ExecutionException, InterruptedException {
        return namespace.call(() -> {
            try (Rtnetlink rtnetlink = Rtnetlink.open()) {
                return rtnetlink.link(name).orElseThrow();
            }
        });
    }

    @Override
    public void close() {
        temporary.close();
    }
}
