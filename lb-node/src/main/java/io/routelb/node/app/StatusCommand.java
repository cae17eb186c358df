package io.routelb.node.app;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.routelb.kube.daemon.StartupException;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lb-node status}: asks the agent that runs on this node. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "What the agent on this node does: its configuration, its neighbours, the routes it tells. As the agent's user, or root.",
        footer = {"", "Exit status: 0 done, 1 no agent answers, 2 wrong command line."})
final class StatusCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            defaultValue = "/var/lib/routelb",
            description = "As the agent was given it: its socket is there. Default: ${DEFAULT-VALUE}.")
    private String stateDir = "";

    @Option(names = "--json", description = "Everything, as one JSON object.")
    private boolean json;

    @Override
    public Integer call() throws StartupException {
        JsonObject status = ask(Path.of(stateDir).resolve(StatusSocket.NAME));
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                json
                        ? new GsonBuilder().setPrettyPrinting().create().toJson(status) + "\n"
                        : StatusScreen.render(status, Clock.systemUTC().instant()));
        out.flush();
        return 0;
    }

    private static JsonObject ask(Path socket) throws StartupException {
        try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
            return JsonParser.parseReader(Channels.newReader(channel, StandardCharsets.UTF_8))
                    .getAsJsonObject();
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new StartupException("no agent answers at " + socket + ": " + e.getMessage(), e);
        }
    }
}
