package io.routelb.ipam.netbox;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The command line of the sidecar. */
@Command(
        name = "ipam-netbox",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Gives the allocator addresses out of NetBox's prefixes.",
        footer = {"", "Exit status: 0 or 143 stopped by a signal, 1 cannot run, 2 wrong command line."})
public final class Main implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);

    @Option(
            names = "--config",
            required = true,
            paramLabel = "FILE",
            description = "Where NetBox is and which prefixes each ServiceGroup gives from; README.md shows one.")
    private Path config = Path.of("");

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            defaultValue = "/var/run/purelb/ipam.sock",
            description = "Listen here; a socket nobody listens on is replaced; default: ${DEFAULT-VALUE}.")
    private Path socket = Path.of("");

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Main() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Main()).execute(arguments));
    }

    @Override
    public Integer call() throws InterruptedException {
        try {
            Settings settings = Settings.read(config, System.getenv());
            Sidecar sidecar = Sidecar.start(socket, settings);
            Runtime.getRuntime().addShutdownHook(new Thread(sidecar::close, "stop"));
            LOG.atInfo()
                    .addKeyValue("socket", socket)
                    .addKeyValue("netbox", settings.url())
                    .addKeyValue("pools", settings.pools().keySet())
                    .log("started");
            sidecar.await();
            return 0;
        } catch (Settings.UnusableException | IOException | GeneralSecurityException e) {
            spec.commandLine().getErr().println("ipam-netbox: " + e.getMessage());
            return 1;
        }
    }
}
