package io.routelb.lab.topology;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.routelb.lab.process.Command;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Running things inside the lab's network namespaces. */
public final class Namespaces {
    private static final Path FOLDER = Path.of("/run/netns");

    private Namespaces() {}

    /** The file that stands for the namespace. */
    public static Path file(String namespace) {
        return FOLDER.resolve(namespace);
    }

    /** The command that runs the given one inside the namespace, as the same process. */
    public static List<String> inside(String namespace, List<String> command) {
        List<String> all = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        all.addAll(command);
        return all;
    }

    /** Runs a command inside the namespace and gives what it printed. */
    public static String run(String namespace, String... command) throws IOException, InterruptedException {
        return Command.run(inside(namespace, List.of(command)), "");
    }

    /** Sends a signal, such as {@code KILL}, to every process inside the namespace. */
    public static void signalAll(String namespace, String signal) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kill", "-" + signal));
        Command.run("ip", "netns", "pids", namespace).lines().map(String::strip).forEach(command::add);
        if (command.size() > 2) {
            Command.run(command, "");
        }
    }

    /** Runs lines of {@code ip} arguments inside the namespace, all or an error. */
    public static void batch(String namespace, List<String> lines) throws IOException, InterruptedException {
        Command.run(List.of("ip", "-n", namespace, "-batch", "-"), String.join("\n", lines) + "\n");
    }

    /** Sets kernel parameters inside the namespace. */
    static void parameters(String namespace, List<String> settings) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("sysctl", "-q", "-w"));
        command.addAll(settings);
        Command.run(inside(namespace, command), "");
    }

    /** The link-local address of a link. */
    public static String linkLocal(String namespace, String link) throws IOException, InterruptedException {
        String json = Command.run("ip", "-n", namespace, "-j", "-6", "addr", "show", "dev", link, "scope", "link");
        for (JsonElement one : JsonParser.parseString(json).getAsJsonArray()) {
            for (JsonElement info : one.getAsJsonObject().getAsJsonArray("addr_info")) {
                if (info.getAsJsonObject().has("local")) {
                    return info.getAsJsonObject().get("local").getAsString();
                }
            }
        }
        throw new IOException(link + " of " + namespace + " has no link-local address");
    }
}
