package io.routelb.redistribution.bgp.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.IpFamily;
import io.routelb.redistribution.bgp.message.AfiSafi;
import io.routelb.redistribution.bgp.message.BgpException;
import io.routelb.redistribution.bgp.message.Keepalive;
import io.routelb.redistribution.bgp.message.Notification;
import io.routelb.redistribution.bgp.message.Octets;
import io.routelb.redistribution.bgp.message.Open;
import io.routelb.redistribution.bgp.message.RouteRefresh;
import io.routelb.redistribution.bgp.message.Update;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The state x event table of docs/rfc-conformance.md, cell by cell. It is read from the document, so that the two cannot differ. */
class StateTableTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "rfc-conformance.md");
    private static final String HEADER = "| event | number |";

    private static final Map<String, State> STATES = states();
    private static final Map<String, Event> EVENTS = events();

    private static Map<String, State> states() {
        Map<String, State> states = new LinkedHashMap<>();
        states.put("Idle", Idle.STOPPED);
        states.put("Idle, waiting", new Idle(1, true));
        states.put("Connect", new Connect(1));
        states.put("Connect, delaying", new Connect(1, true));
        states.put("Active", new Active(1));
        states.put("Active, delaying", new Active(1, true));
        states.put("OpenSent", new OpenSent(1));
        states.put("OpenConfirm", new OpenConfirm(1, negotiated()));
        states.put("Established", new Established(negotiated()));
        return states;
    }

    private static Negotiated negotiated() {
        try {
            return Negotiated.of(Sessions.ours(), Sessions.theirs());
        } catch (BgpException e) {
            throw new AssertionError(e);
        }
    }

    private static Map<String, Event> events() {
        Map<String, Event> events = new LinkedHashMap<>();
        events.put("ManualStart", new Event.ManualStart());
        events.put("AutomaticStart after a pause", new Event.AutomaticStart(Duration.ofSeconds(3)));
        events.put("ManualStop", new Event.ManualStop(Optional.of(Notification.SHUTDOWN)));
        events.put(
                "AutomaticStop",
                new Event.AutomaticStop(new Notification(6, 1, Octets.EMPTY), "too many", Duration.ofMinutes(1)));
        events.put("ConnectRetryTimer_Expires", new Event.Expired(SessionTimer.CONNECT_RETRY));
        events.put("HoldTimer_Expires", new Event.Expired(SessionTimer.HOLD));
        events.put("KeepaliveTimer_Expires", new Event.Expired(SessionTimer.KEEPALIVE));
        events.put("DelayOpenTimer_Expires", new Event.Expired(SessionTimer.DELAY_OPEN));
        events.put("IdleHoldTimer_Expires", new Event.Expired(SessionTimer.IDLE_HOLD));
        events.put("SendHoldTimer_Expires", new Event.Expired(SessionTimer.SEND_HOLD));
        events.put("Tcp_CR_Acked, TcpConnectionConfirmed", new Event.TcpUp());
        events.put("TcpConnectionFails", new Event.TcpDown("gone"));
        events.put("BGPOpen", new Event.Received(Sessions.theirs()));
        events.put("BGPOpen of another AS", new Event.Received(another()));
        events.put("BGPHeaderErr", malformed(1, 2));
        events.put("BGPOpenMsgErr", malformed(2, 1));
        events.put("OpenCollisionDump", new Event.CollisionLost());
        events.put("NotifMsgVerErr", new Event.Received(new Notification(2, 1, Octets.EMPTY)));
        events.put("NotifMsg", new Event.Received(Notification.RESET));
        events.put("KeepAliveMsg", new Event.Received(Keepalive.INSTANCE));
        events.put("UpdateMsg", new Event.Received(Update.endOfRib(IpFamily.IPV4)));
        events.put("UpdateMsgErr", malformed(3, 1));
        events.put("ROUTE-REFRESH", new Event.Received(new RouteRefresh(AfiSafi.IPV4_UNICAST, 0)));
        events.put("other timers are configured", new Event.Retimed());
        events.put("the peer took what was sent", new Event.Sent());
        events.put("the peer restarted and dialled anew", new Event.Replaced());
        return events;
    }

    private static Open another() {
        return new Open(65099, 90, Sessions.theirs().routerId(), List.of());
    }

    private static Event malformed(int code, int subcode) {
        return new Event.Malformed(BgpException.reset(code, subcode, Octets.EMPTY, "bad"));
    }

    private static List<List<String>> table() {
        try {
            List<String> lines = Files.readAllLines(DOCUMENT);
            return lines.stream()
                    .dropWhile(line -> !line.startsWith(HEADER))
                    .takeWhile(line -> line.startsWith("|"))
                    .filter(line -> !line.startsWith("|--"))
                    .map(line -> Arrays.stream(
                                    line.substring(1, line.length() - 1).split("\\|", -1))
                            .map(String::strip)
                            .toList())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theDocumentHasEveryStateAndEveryEvent() {
        List<List<String>> table = table();
        assertFalse(table.isEmpty(), "no table beginning with " + HEADER + " in " + DOCUMENT);
        assertEquals(
                List.copyOf(STATES.keySet()),
                table.getFirst().subList(2, table.getFirst().size()));
        assertEquals(
                List.copyOf(EVENTS.keySet()),
                table.stream().skip(1).map(List::getFirst).toList(),
                "the table as it is:\n" + actual());
    }

    @TestFactory
    Stream<DynamicTest> everyEventHasTheDocumentedResultInEveryState() {
        List<List<String>> table = table();
        assertTrue(table.size() > 1, "an empty table proves nothing");
        return table.stream().skip(1).flatMap(row -> {
            List<String> states = List.copyOf(STATES.keySet());
            return states.stream()
                    .map(state -> DynamicTest.dynamicTest(
                            row.getFirst() + " in " + state,
                            () -> assertEquals(row.get(2 + states.indexOf(state)), shown(state, row.getFirst()))));
        });
    }

    private static String actual() {
        return EVENTS.keySet().stream()
                .map(event -> "| " + event + " | | "
                        + STATES.keySet().stream()
                                .map(state -> shown(state, event))
                                .collect(Collectors.joining(" | "))
                        + " |")
                .collect(Collectors.joining("\n"));
    }

    /** The state it leads to and the NOTIFICATION sent; a dash when nothing is done at all. */
    private static String shown(String state, String event) {
        State from = Optional.ofNullable(STATES.get(state)).orElseThrow();
        Transition result = Fsm.on(
                Sessions.ours(), from, Optional.ofNullable(EVENTS.get(event)).orElseThrow(), 0.5);
        assertFalse(result.reason().isBlank());
        if (result.next().equals(from) && result.actions().isEmpty()) {
            return "-";
        }
        checkExit(from, result);
        return result.next().name()
                + result.actions().stream()
                        .filter(each -> each instanceof Action.Send send && send.message() instanceof Notification)
                        .map(each -> (Notification) ((Action.Send) each).message())
                        .map(each -> " " + each.code() + "/" + each.subcode())
                        .collect(Collectors.joining());
    }

    /** Whoever leaves for Idle closes the connection and stops the timers, and Established gives up the routes as well. */
    private static void checkExit(State from, Transition result) {
        boolean left = result.next() instanceof Idle && !(from instanceof Idle);
        if (left) {
            assertTrue(result.actions().contains(new Action.Close()));
            assertTrue(result.actions().contains(new Action.StopTimers()));
        }
        assertEquals(
                left && from instanceof Established, result.actions().stream().anyMatch(Action.Down.class::isInstance));
    }
}
