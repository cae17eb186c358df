package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.routelb.model.IpFamily;
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
import java.util.Set;
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
        ByteBuffer octets = body.slice();
        Message message = MessageCodec.decode(header.type(), body, dialect);
        if (!(message instanceof Update update)) {
            return 0;
        }
        assertEquals(List.of(), update.faults());
        ByteBuffer again = MessageCodec.encode(update, dialect).position(MessageHeader.LENGTH);
        assertEquals(update, MessageCodec.decode(MessageType.UPDATE, again.slice(), dialect));
        if (as4) { // Else AS4_PATH is made anew, in another place and with the head of AS_PATH.
            assertEquals(withShortLengths(octets), again);
        }
        return 1;
    }

    /** Under what was negotiated when it was made, which the vectors do not tell: one of the dialects has to fit. */
    @Test
    void everyMessageOfOtherProjectsIsWrittenAsItWasReadOrRefusedWithACode() throws IOException {
        int same = 0;
        List<String> refused = new ArrayList<>();
        for (Path file : vectors("*.tsv")) {
            for (String line : Files.readAllLines(file)) {
                String[] columns = line.split("\t", -1);
                ByteBuffer message = ByteBuffer.wrap(HexFormat.of().parseHex(columns[1]));
                if (dialects().stream().anyMatch(dialect -> isWrittenAsRead(message.duplicate(), dialect))) {
                    same++;
                } else {
                    refused.add(columns[0]);
                }
            }
        }
        assertTrue(same > 100, "only " + same + " messages");
        // An unknown well-known attribute (RFC 4271 section 6.3), and IPv6 routes by way of an IPv4 next hop, which no
        // RFC has.
        assertEquals(
                List.of("conf-generic-attribute", "conf-generic-attribute", "extended-nexthop"),
                refused.stream().sorted().toList());
    }

    private static List<Dialect> dialects() {
        List<Dialect> all = new ArrayList<>();
        for (Set<IpFamily> addPath :
                List.of(Set.<IpFamily>of(), Set.of(IpFamily.IPV4), Set.of(IpFamily.IPV6), Set.of(IpFamily.values()))) {
            Dialect.Direction direction = new Dialect.Direction(addPath, false);
            for (boolean fourOctetAs : new boolean[] {true, false}) {
                all.add(new Dialect(fourOctetAs, false, false, direction, direction));
                all.add(new Dialect(fourOctetAs, false, true, direction, direction));
            }
        }
        return all;
    }

    /** OPENs are compared by what they say, as capabilities may be spread over parameters; all else octet for octet. */
    private static boolean isWrittenAsRead(ByteBuffer in, Dialect dialect) {
        try {
            MessageHeader header = MessageHeader.decode(in, dialect);
            ByteBuffer body = in.slice();
            Message message = MessageCodec.decode(header.type(), in, dialect);
            if (message instanceof Update update && !update.faults().isEmpty()) {
                return false;
            }
            ByteBuffer again = MessageCodec.encode(message, dialect).position(MessageHeader.LENGTH);
            return switch (message) {
                case Open open -> open.equals(MessageCodec.decode(MessageType.OPEN, again, dialect));
                case Update unused -> again.equals(withShortLengths(body));
                case Notification unused -> again.equals(body);
                case Keepalive unused -> again.equals(body);
                case RouteRefresh unused -> again.equals(body);
            };
        } catch (BgpException e) {
            assertEquals(BgpException.Scope.SESSION_RESET, e.scope());
            return false;
        }
    }

    /** The UPDATE with attribute lengths in one octet wherever they fit, as we write them. */
    private static ByteBuffer withShortLengths(ByteBuffer body) {
        ByteBuffer out = ByteBuffer.allocate(body.remaining());
        int withdrawn = body.getShort();
        out.putShort((short) withdrawn).put(body.slice(body.position(), withdrawn));
        body.position(body.position() + withdrawn);
        int end = Short.toUnsignedInt(body.getShort());
        int start = out.position();
        out.putShort((short) 0);
        end += body.position();
        while (body.position() < end) {
            int flags = body.get();
            byte code = body.get();
            boolean extended = (flags & PathAttribute.EXTENDED_LENGTH) != 0;
            int length = extended ? Short.toUnsignedInt(body.getShort()) : Byte.toUnsignedInt(body.get());
            boolean isLong = length > 255;
            out.put((byte) (isLong ? flags : flags & ~PathAttribute.EXTENDED_LENGTH))
                    .put(code);
            if (isLong) {
                out.putShort((short) length);
            } else {
                out.put((byte) length);
            }
            out.put(body.slice(body.position(), length));
            body.position(body.position() + length);
        }
        out.putShort(start, (short) (out.position() - start - 2));
        return out.put(body).flip();
    }
}
