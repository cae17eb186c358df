package io.routelb.bird.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A daemon that hangs, goes away or is none costs no more than the time that was given. */
class BirdSocketTest {
    private static final String GREETING = "0001 BIRD 2.0.12 ready.\n";

    @TempDir
    Path folder;

    private ServerSocketChannel server;

    BirdSocketTest() throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    }

    @BeforeEach
    void listen() throws IOException {
        server.bind(UnixDomainSocketAddress.of(folder.resolve("ctl")));
    }

    @AfterEach
    void end() throws IOException {
        server.close();
    }

    /** What the other side does with one connection. */
    private interface Side {
        void on(SocketChannel channel) throws IOException;
    }

    private Answer ask(String command, Duration limit, Side side) throws BirdException {
        Thread.startVirtualThread(() -> {
            try (SocketChannel channel = server.accept()) {
                side.on(channel);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return new BirdSocket(folder.resolve("ctl"), limit).ask(command);
    }

    private static void say(SocketChannel channel, String text) throws IOException {
        channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static String hear(SocketChannel channel) throws IOException {
        ByteBuffer heard = ByteBuffer.allocate(1000);
        channel.read(heard);
        return StandardCharsets.UTF_8.decode(heard.flip()).toString();
    }

    @Test
    void asksAfterTheGreetingAndGivesTheAnswer() throws BirdException {
        Answer answer = ask("show status", Duration.ofSeconds(10), channel -> {
            say(channel, GREETING);
            say(channel, hear(channel).equals("show status\n") ? "0013 up\n" : "9001 what\n");
        });
        assertEquals("up", answer.last());
    }

    @Test
    void oneThatSaysNothingIsGivenUp() {
        BirdException e = assertThrows(
                BirdException.class, () -> ask("show status", Duration.ofMillis(50), BirdSocketTest::hear));
        assertTrue(e.sentence().contains("no answer within 50 ms"), e.sentence());
    }

    @Test
    void oneThatClosesIsGivenUp() {
        BirdException e = assertThrows(
                BirdException.class,
                () -> ask("show status", Duration.ofSeconds(10), channel -> {
                    say(channel, GREETING);
                    hear(channel);
                }));
        assertTrue(e.sentence().contains("closed"), e.sentence());
    }

    @Test
    void noSocketIsSaid() {
        BirdException e = assertThrows(
                BirdException.class,
                () -> new BirdSocket(folder.resolve("none"), Duration.ofSeconds(10)).ask("show status"));
        assertTrue(e.sentence().contains(folder.resolve("none") + " does not answer"), e.sentence());
    }

    @Test
    void twoCommandsAreNotOne() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new BirdSocket(folder.resolve("none"), Duration.ofSeconds(10)).ask("show status\ndown"));
    }
}
