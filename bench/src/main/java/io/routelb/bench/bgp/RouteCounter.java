package io.routelb.bench.bgp;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.process.Command;
import io.routelb.lab.topology.Namespaces;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Asks a daemon how many IPv4 routes it has accepted from a neighbour, as cheaply as it can be asked. */
interface RouteCounter extends AutoCloseable {
    int count(String neighbour) throws IOException, InterruptedException;

    @Override
    void close() throws IOException;

    /**
     * BIRD.
     *
     * @param neighbours the neighbours' addresses in the order of the configuration, p0 is the first
     */
    static RouteCounter bird(Path folder, List<String> neighbours) throws IOException {
        return new BySocket(ControlSocket.bird(folder.resolve("ctl"))) {
            @Override
            public int count(String neighbour) throws IOException {
                String answer = ask("show route count protocol p" + neighbours.indexOf(neighbour));
                String first = answer.substring(answer.indexOf('-') + 1);
                return Integer.parseInt(first.substring(0, first.indexOf(' ')));
            }
        };
    }

    /** FRR's bgpd. */
    static RouteCounter frr(Path folder) throws IOException {
        return new BySocket(ControlSocket.frr(folder.resolve("bgpd.vty"))) {
            @Override
            public int count(String neighbour) throws IOException {
                String answer = ask("show bgp ipv4 unicast summary json");
                JsonObject all = JsonParser.parseString(answer.substring(0, answer.indexOf('\0')))
                        .getAsJsonObject();
                return all.get("peers") instanceof JsonObject peers && peers.get(neighbour) instanceof JsonObject peer
                        ? peer.get("pfxRcd").getAsInt()
                        : 0;
            }
        };
    }

    /** GoBGP, by its command line: some tens of milliseconds. */
    static RouteCounter gobgp(String namespace) {
        return new ByCommand() {
            @Override
            public int count(String neighbour) throws IOException, InterruptedException {
                JsonObject peer = JsonParser.parseString(
                                Namespaces.run(namespace, "gobgp", "-j", "neighbor", neighbour))
                        .getAsJsonObject();
                JsonElement family = peer.getAsJsonArray("afi_safis").get(0);
                return family.getAsJsonObject().get("state") instanceof JsonObject state && state.has("accepted")
                        ? state.get("accepted").getAsInt()
                        : 0;
            }
        };
    }

    /** OpenBGPD, by its command line: some milliseconds. */
    static RouteCounter openbgpd(Path folder) {
        return new ByCommand() {
            @Override
            public int count(String neighbour) throws IOException, InterruptedException {
                String answer = Command.run(
                        "bgpctl", "-j", "-s", folder.resolve("ctl").toString(), "show", "neighbor", neighbour);
                return JsonParser.parseString(answer)
                        .getAsJsonObject()
                        .getAsJsonArray("neighbors")
                        .get(0)
                        .getAsJsonObject()
                        .getAsJsonObject("stats")
                        .getAsJsonObject("prefixes")
                        .get("received")
                        .getAsInt();
            }
        };
    }

    /** One that keeps a socket open. */
    abstract class BySocket implements RouteCounter {
        private final ControlSocket socket;

        BySocket(ControlSocket socket) {
            this.socket = socket;
        }

        String ask(String question) throws IOException {
            return socket.ask(question);
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    /** One that starts a program each time. */
    abstract class ByCommand implements RouteCounter {
        @Override
        public void close() {}
    }
}
