package io.routelb.redistribution.bgp.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Set;

/** What has to hold for any octets whatsoever, be they generated, damaged or made up by a fuzzer. */
final class Reading {
    private Reading() {}

    /**
     * Reads a body. It is a message, or a BgpException that ends the session; nothing of it is larger than the octets justify; and
     * what was read is written as octets that read the same and are written the same.
     *
     * @return whether it is a message
     */
    static boolean check(MessageType type, ByteBuffer body, Dialect dialect) {
        int octets = body.remaining();
        Message message;
        try {
            message = MessageCodec.decode(type, body, dialect);
        } catch (BgpException e) {
            assertEquals(BgpException.Scope.SESSION_RESET, e.scope());
            assertTrue(
                    e.notification().data().length() <= octets + MessageHeader.LENGTH,
                    "the NOTIFICATION is longer than its cause");
            return false;
        }
        assertTrue(size(message) <= octets, message.toString());
        ByteBuffer written = MessageCodec.encode(message, dialect).position(MessageHeader.LENGTH);
        try {
            Message again = MessageCodec.decode(type, written.slice(), dialect);
            assertEquals(unfaulted(message), again);
            assertEquals(written, MessageCodec.encode(again, dialect).position(MessageHeader.LENGTH));
        } catch (BgpException e) {
            throw new AssertionError("what we wrote of " + message + " cannot be read", e);
        }
        return true;
    }

    /** Things held in memory, each of which took an octet at least. */
    private static int size(Message message) {
        return switch (message) {
            case Update update ->
                update.allAnnounced().size()
                        + update.allWithdrawn().size()
                        + update.attributes().stream().mapToInt(Reading::size).sum()
                        + update.faults().size();
            case Open open -> open.capabilities().size();
            case Notification notification -> notification.data().length();
            case Keepalive unused -> 0;
            case RouteRefresh unused -> 0;
        };
    }

    private static int size(PathAttribute attribute) {
        return switch (attribute) {
            case UnknownAttribute unknown -> unknown.value().length();
            case AsPath path ->
                path.segments().stream().mapToInt(each -> each.asns().size()).sum();
            case Communities communities -> communities.values().size();
            case LargeCommunities communities -> communities.values().size();
            case ExtendedCommunities communities -> communities.values().size();
            case ClusterList list -> list.clusters().size();
            default -> 1;
        };
    }

    /** What is wrong with a message is not sent on. */
    private static Message unfaulted(Message message) {
        return message instanceof Update update
                ? new Update(update.withdrawn(), update.attributes(), update.announced(), Set.of(), List.of())
                : message;
    }
}
