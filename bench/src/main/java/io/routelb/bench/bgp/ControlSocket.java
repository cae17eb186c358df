package io.routelb.bench.bgp;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** A daemon's control socket, kept open: an answer costs less than a millisecond, where starting its command line costs many. */
final class ControlSocket implements AutoCloseable {
    private static final Pattern BIRD_END = Pattern.compile("(?s)(.*\n)?\\d{4} [^\n]*\n");
    private static final Pattern FRR_END = Pattern.compile("(?s).*\0\0\0.");

    private final SocketChannel channel;
    private final String questionEnd;
    private final Predicate<String> complete;
    private final ByteBuffer in = ByteBuffer.allocate(1 << 16);

    private ControlSocket(Path path, String questionEnd, Pattern answerEnd) throws IOException {
        this.channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        this.questionEnd = questionEnd;
        this.complete = answer -> answerEnd.matcher(answer).matches();
        channel.connect(UnixDomainSocketAddress.of(path));
    }

    /** BIRD's: an answer ends with a line whose code is followed by a blank. The first such line is its greeting. */
    static ControlSocket bird(Path path) throws IOException {
        ControlSocket socket = new ControlSocket(path, "\n", BIRD_END);
        socket.answer();
        return socket;
    }

    /** That of one of FRR's daemons: an answer ends with three zeros and a status. */
    static ControlSocket frr(Path path) throws IOException {
        return new ControlSocket(path, "\0", FRR_END);
    }

    String ask(String question) throws IOException {
        ByteBuffer out = ByteBuffer.wrap((question + questionEnd).getBytes(StandardCharsets.UTF_8));
        while (out.hasRemaining()) {
            channel.write(out);
        }
        return answer();
    }

    private String answer() throws IOException {
        StringBuilder answer = new StringBuilder();
        while (!complete.test(answer.toString())) {
            in.clear();
            if (channel.read(in) < 0) {
                throw new EOFException("the daemon closed its control socket after: " + answer);
            }
            answer.append(StandardCharsets.UTF_8.decode(in.flip()));
        }
        return answer.toString();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
