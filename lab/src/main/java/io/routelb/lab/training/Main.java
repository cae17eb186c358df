package io.routelb.lab.training;

import io.routelb.kube.daemon.DaemonLogging;
import io.routelb.kube.daemon.Programs;
import io.routelb.kube.daemon.StartupException;
import io.routelb.lab.process.JavaProgram;
import io.routelb.netlink.NetlinkException;
import io.routelb.netlink.TemporaryNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Trains the programs; {@code bin/aot-caches} prepares the folders and keeps what comes of it. */
@Command(
        mixinStandardHelpOptions = true,
        versionProvider = Programs.Version.class,
        description = "Runs allocator and lb-node against an API server and records what they load.")
public final class Main implements Callable<Integer> {
    private static final Path NOWHERE = Path.of("");

    @Option(names = "--java", required = true, description = "The java that will run the programs.")
    private Path java = NOWHERE;

    @Option(
            names = "--allocator",
            required = true,
            description = "The allocator's jar; what it needs is in lib beside it.")
    private Path allocator = NOWHERE;

    @Option(names = "--lb-node", required = true, description = "The agent's jar; what it needs is in lib beside it.")
    private Path agent = NOWHERE;

    @Option(names = "--root", required = true, description = "The source tree, for manifests and flags.")
    private Path root = NOWHERE;

    @Option(names = "--output", required = true, description = "Where the caches are written, and all else is kept.")
    private Path output = NOWHERE;

    private Main() {}

    public static void main(String[] args) {
        System.exit(Programs.run("aot-caches", new Main(), args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException, StartupException {
        DaemonLogging.configure(DaemonLogging.Format.TEXT, "warn");
        Path temporary = Files.createDirectories(output.resolve("tmp"));
        JavaProgram programs = new JavaProgram(root, temporary)
                .recording(java, Map.of("allocator", allocator, "lb-node", agent), output);
        Rehearsal rehearsal = new Rehearsal(programs, root.resolve("deploy"), output);
        try (TemporaryNamespace network = TemporaryNamespace.open()) {
            network.namespace().call(() -> {
                rehearsal.withAgent();
                return true;
            });
        } catch (NetlinkException e) {
            System.err.println("lb-node is not trained, it will start slower: " + e.getMessage());
            rehearsal.withoutAgent();
        } catch (ExecutionException e) {
            throw new StartupException(String.valueOf(e.getCause()), e);
        }
        return 0;
    }
}
