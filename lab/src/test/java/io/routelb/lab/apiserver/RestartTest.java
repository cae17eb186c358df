package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.lab.apiserver.RestClient.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Killed and started again, the server is the same server and has lost nothing it said yes to. */
class RestartTest {
    private static final String MAPS = "/api/v1/namespaces/default/configmaps";

    @TempDir
    private Path dir = Path.of("unset");

    private record Running(Process process, URI uri) {}

    private Running launch() throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "--data-dir",
                        dir.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        BufferedReader output = process.inputReader();
        String line = output.readLine();
        if (line == null || !line.startsWith("ready ")) {
            process.destroyForcibly();
            throw new AssertionError("no ready line: " + line);
        }
        return new Running(process, URI.create(line.substring("ready ".length())));
    }

    private RestClient client(Running running) throws IOException {
        return RestClient.to(
                running.uri(),
                Files.readString(dir.resolve("ca.crt")),
                Files.readString(dir.resolve("admin.token")).strip());
    }

    @Test
    void keepsEveryAcknowledgedWriteThroughSigkill() throws IOException, InterruptedException {
        Running first = launch();
        String last;
        try (RestClient client = client(first)) {
            for (int i = 0; i < 50; i++) {
                assertEquals(
                        201,
                        client.post(MAPS, "{\"metadata\":{\"name\":\"m" + i + "\"}}")
                                .code());
            }
            client.delete(MAPS + "/m0");
            last = client.patch("merge-patch", MAPS + "/m1", "{\"data\":{\"k\":\"v\"}}")
                    .at("metadata/resourceVersion");
        } finally {
            kill(first);
        }
        Files.writeString(dir.resolve("journal.jsonl"), "{\"revision\":999999,\"oper", StandardOpenOption.APPEND);
        Running second = launch();
        try (RestClient client = client(second)) {
            assertEquals(first.uri(), second.uri(), "clients find it where it was");
            Answer list = client.get(MAPS);
            assertEquals(49, list.json().getAsJsonArray("items").size());
            assertEquals(last, list.at("metadata/resourceVersion"), "a torn line was never acknowledged");
            assertEquals("v", client.get(MAPS + "/m1").at("data/k"));
            Answer next = client.post(MAPS, "{\"metadata\":{\"name\":\"next\"}}");
            assertTrue(Long.parseLong(next.at("metadata/resourceVersion")) > Long.parseLong(last));
            try (WatchLines watch = client.watch(MAPS + "?watch=1&resourceVersion=" + last)) {
                assertEquals("ADDED next", watch.next().toString(), "a watcher that had seen all goes on");
            }
            long older = Long.parseLong(last) - 1;
            try (WatchLines watch = client.watch(MAPS + "?watch=1&resourceVersion=" + older)) {
                assertEquals("ERROR", watch.next().type(), "one that had not starts again");
            }
        } finally {
            kill(second);
        }
    }

    @Test
    void keepsItsSecretsToItself() throws IOException {
        try (ApiServer server = ApiServer.start(Options.defaults().withDataDir(dir))) {
            assertEquals(server.kubeconfig(), Files.readString(dir.resolve("admin.kubeconfig")));
            for (String file : new String[] {"admin.kubeconfig", "admin.token", "ca.key", "journal.jsonl"}) {
                assertEquals(
                        "rw-------",
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(dir.resolve(file))),
                        file);
            }
            IOException taken = assertThrows(
                    IOException.class, () -> ApiServer.start(Options.defaults().withDataDir(dir)));
            assertTrue(String.valueOf(taken.getMessage()).contains("uses"), taken.toString());
        }
    }

    @Test
    void refusesAJournalDamagedInTheMiddle() throws IOException {
        Files.writeString(dir.resolve("journal.jsonl"), "{\"revision\":1,\n{\"revision\":2,\"operations\":[]}\n");
        IOException damaged = assertThrows(
                IOException.class, () -> ApiServer.start(Options.defaults().withDataDir(dir)));
        assertTrue(String.valueOf(damaged.getMessage()).contains("line 1 cannot be read"), damaged.toString());
    }

    private static void kill(Running running) throws InterruptedException {
        running.process().destroyForcibly();
        assertTrue(running.process().waitFor(10, TimeUnit.SECONDS));
    }
}
