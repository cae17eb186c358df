package io.routelb.frr.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VtyTest {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String DONE = "\0\0\0\0";

    @TempDir
    Path folder;

    /** Says its answers one after the other, each to a command, and then hangs up; gives the commands. */
    private CompletableFuture<List<String>> daemon(String... answers) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(folder.resolve("bgpd.vty")));
        return CompletableFuture.supplyAsync(() -> {
            List<String> heard = new ArrayList<>();
            try (server;
                    SocketChannel channel = server.accept()) {
                for (String answer : answers) {
                    heard.add(command(channel));
                    ByteBuffer bytes = ByteBuffer.wrap(answer.getBytes(StandardCharsets.UTF_8));
                    while (bytes.hasRemaining()) {
                        channel.write(bytes);
                    }
                }
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
            return heard;
        });
    }

    private static String command(SocketChannel channel) throws IOException {
        StringBuilder command = new StringBuilder();
        ByteBuffer one = ByteBuffer.allocate(1);
        while (channel.read(one) == 1 && one.get(0) != 0) {
            command.append((char) one.get(0));
            one.clear();
        }
        return command.toString();
    }

    @Test
    void commandsAreGivenUntilOneIsRefused() throws IOException, FrrException {
        var heard = daemon(DONE, DONE, DONE, "% Unknown command: no way\n\0\0\0\2", DONE);
        try (Vty vty = Vty.open(folder, "bgpd", PATIENCE)) {
            assertEquals(
                    Optional.of("\"neighbor x password ***\": % Unknown command: no way"),
                    vty.configure(List.of("router bgp 1", "neighbor x password secret", "exit")));
        }
        assertEquals(
                List.of("enable", "configure terminal", "router bgp 1", "neighbor x password secret", "end"),
                heard.join());
    }

    @Test
    void aLongAnswerIsRead() throws IOException, FrrException {
        String line = "line of a configuration\n";
        var heard = daemon(DONE, line.repeat(40_000) + DONE);
        try (Vty vty = Vty.open(folder, "bgpd", PATIENCE)) {
            assertEquals(line.repeat(40_000), vty.ask("show running-config").text());
        }
        heard.join();
    }

    @Test
    void aDaemonThatIsNotThereIsNamed() {
        String why = assertThrows(FrrException.class, () -> Vty.open(folder, "bgpd", PATIENCE))
                .sentence();
        assertTrue(why.startsWith("bgpd does not answer at " + folder + "/bgpd.vty: "), why);
    }

    @Test
    void aDaemonThatSaysNothingIsNotWaitedForLong() throws IOException {
        var heard = daemon("no end");
        FrrException e = assertThrows(
                FrrException.class,
                () -> Vty.open(folder, "bgpd", Duration.ofMillis(200)).close());
        assertTrue(
                e.sentence().contains("it hung up") || e.sentence().contains("no answer within 200 ms"), e.sentence());
        heard.join();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void anAnswerIsWholeOnlyAtItsEnd(int length) {
        byte[] bytes = "text\0\0\0\1".getBytes(StandardCharsets.UTF_8);
        assertEquals(Optional.empty(), VtyAnswer.decode(bytes, length));
        assertEquals(Optional.of(new VtyAnswer(1, "text")), VtyAnswer.decode(bytes, bytes.length));
    }

    /** FRR 10.3 and 10.7 of {@code neighbor GROUP graceful-restart} where there was {@code graceful-restart-disable}: then it is in force. */
    @Test
    void aChangeOfGracefulRestartIsInForceWhateverFrrAnswers() throws IOException, FrrException {
        var heard = daemon(
                DONE,
                DONE,
                "Graceful restart configuration changed, reset this peer to take effect\n% Invalid value\n\0\0\0\15",
                DONE);
        try (Vty vty = Vty.open(folder, "bgpd", PATIENCE)) {
            assertEquals(Optional.empty(), vty.configure(List.of("neighbor x graceful-restart")));
        }
        heard.join();
    }

    @Test
    void aCommandOfTwoLinesIsABug() throws IOException, FrrException {
        var heard = daemon(DONE);
        try (Vty vty = Vty.open(folder, "bgpd", PATIENCE)) {
            assertThrows(IllegalArgumentException.class, () -> vty.ask("one\ntwo"));
        }
        heard.join();
    }
}
