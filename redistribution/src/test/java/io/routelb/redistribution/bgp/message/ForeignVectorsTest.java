package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * Messages nobody on the project wrote, from the folder the environment variable ROUTELB_VECTORS names: MRT dumps of updates
 * (RFC 6396) as {@code *.mrt.gz}, and {@code *.tsv} with a message in hex in the second column.
 */
class ForeignVectorsTest {
    private static final int BGP4MP = 16;
    private static final int BGP4MP_MESSAGE = 1;
    private static final int BGP4MP_MESSAGE_AS4 = 4;

    private static List<Path> vectors(String pattern) throws IOException {
        Optional<String> folder = Optional.ofNullable(System.getenv("ROUTELB_VECTORS"));
        assumeTrue(folder.isPresent(), "skipped: ROUTELB_VECTORS names no folder");
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(Path.of(folder.orElseThrow()), pattern)) {
            files.forEach(found::add);
        }
        assertTrue(!found.isEmpty(), "no " + pattern + " in " + folder);
        return found;
    }

    @Test
    void everyUpdateOfARealDumpDecodesAndEncodesToTheSame() throws Exception {
        int updates = 0;
        for (Path file : vectors("*.mrt.gz")) {
            byte[] all = new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file))).readAllBytes();
            ByteBuffer in = ByteBuffer.wrap(all);
            while (in.hasRemaining()) {
                updates += record(in);
            }
        }
        assertTrue(updates > 1000, "only " + updates + " UPDATEs");
    }

    /** One MRT record; 1 when it held an UPDATE that came through unchanged. */
    private static int record(ByteBuffer in) throws BgpException {
        in.getInt(); // time
        int type = in.getShort();
        int subtype = in.getShort();
        int length = in.getInt();
        ByteBuffer body = in.slice(in.position(), length);
        in.position(in.position() + length);
        boolean as4 = subtype == BGP4MP_MESSAGE_AS4;
        if (type != BGP4MP || (!as4 && subtype != BGP4MP_MESSAGE)) {
            return 0;
        }
        body.position(as4 ? 8 : 4).getShort(); // both AS numbers, interface index
        int family = body.getShort();
        body.position(body.position() + (family == 1 ? 8 : 32));
        Dialect dialect = new Dialect(as4, true);
        MessageHeader header = MessageHeader.decode(body, dialect);
        Message message = MessageCodec.decode(header.type(), body, dialect);
        if (!(message instanceof Update update)) {
            return 0;
        }
        assertEquals(List.of(), update.faults());
        ByteBuffer again = MessageCodec.encode(update, dialect).position(MessageHeader.LENGTH);
        assertEquals(update, MessageCodec.decode(MessageType.UPDATE, again, dialect));
        return 1;
    }

    @Test
    void everyMessageOfOtherProjectsIsReadOrRefusedWithACode() throws IOException {
        int read = 0;
        int refused = 0;
        for (Path file : vectors("*.tsv")) {
            for (String line : Files.readAllLines(file)) {
                ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(line.split("\t", -1)[1]));
                try {
                    MessageHeader header = MessageHeader.decode(in, Dialect.INITIAL);
                    MessageCodec.decode(header.type(), in, new Dialect(true, true));
                    read++;
                } catch (BgpException e) {
                    assertEquals(BgpException.Scope.SESSION_RESET, e.scope());
                    refused++;
                }
            }
        }
        assertTrue(read > refused * 4, read + " read, " + refused + " refused");
    }
}
