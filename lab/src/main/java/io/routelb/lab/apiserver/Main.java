package io.routelb.lab.apiserver;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The server as a program. Prints {@code ready https://ADDRESS:PORT} once it answers, and runs until it is killed. */
@Command(name = "lab-apiserver", description = "A Kubernetes API server in memory, for tests.")
public final class Main implements Callable<Integer> {
    @Option(names = "--listen", defaultValue = "127.0.0.1:0", description = "Address and port; port 0 chooses.")
    private String listen = "127.0.0.1:0";

    @Option(
            names = "--data-dir",
            description = "Keeps objects, keys and admin.kubeconfig; without it all is forgotten.")
    private @Nullable Path dataDir;

    @Option(
            names = "--watch-history",
            defaultValue = "1000",
            description = "Changes of each resource that are remembered.")
    private int watchHistory = 1000;

    @Option(names = "--node-ports", defaultValue = "30000-32767", description = "The range of node ports.")
    private String nodePorts = "30000-32767";

    @Option(names = "--single-stack", description = "Services have IPv4 addresses only.")
    private boolean singleStack;

    private Main() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        int colon = listen.lastIndexOf(':');
        int dash = nodePorts.indexOf('-');
        if (colon < 0 || dash < 0) {
            System.err.println("--listen must be ADDRESS:PORT and --node-ports FIRST-LAST");
            return 2;
        }
        String host = listen.substring(0, colon).replaceAll("[\\[\\]]", "");
        Options options = new Options(
                new InetSocketAddress(InetAddress.ofLiteral(host), Integer.parseInt(listen.substring(colon + 1))),
                Optional.ofNullable(dataDir),
                watchHistory,
                new Options.PortRange(
                        Integer.parseInt(nodePorts.substring(0, dash)),
                        Integer.parseInt(nodePorts.substring(dash + 1))),
                !singleStack);
        try (ApiServer server = ApiServer.start(options)) {
            System.out.println("ready " + server.uri());
            System.out.flush();
            new CountDownLatch(1).await();
        }
        return 0;
    }
}
