package io.routelb.netlink;

import static io.routelb.netlink.ScriptedKernel.OVERRUN;
import static io.routelb.netlink.ScriptedKernel.ack;
import static io.routelb.netlink.ScriptedKernel.done;
import static io.routelb.netlink.ScriptedKernel.message;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.netlink.value.AddressChange;
import io.routelb.netlink.value.InterfaceAddress;
import io.routelb.netlink.wire.NetlinkMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What the kernel does rarely: answers that are lost, dumps that are disturbed, bytes that are wrong. */
final class LostAnswersTest {
    private static final int DUMP_INTR = 0x10;
    private static final int RTM_NEWADDR = 20;
    private static final AddressChange ADD = AddressChange.Add.forever(7, Addresses.of("192.0.2.1"), 32, Set.of(), 0);
    private static final AddressChange REMOVE = new AddressChange.Remove(7, Addresses.of("192.0.2.1"), 32);

    private long nanos;
    private long millisToADump = 500;

    /** AF_INET, /32, index 7, IFA_LOCAL 192.0.2.x. */
    private static byte[] address(NetlinkMessage request, int flags, int lastByte) {
        byte[] body = {2, 32, 0, 0, 7, 0, 0, 0, 8, 0, 2, 0, (byte) 192, 0, 2, (byte) lastByte};
        return message(RTM_NEWADDR, flags, request.sequence(), body);
    }

    private List<String> addresses(ScriptedKernel kernel) throws NetlinkException {
        return new Rtnetlink(kernel, () -> nanos += millisToADump * 1_000_000L)
                .addresses().stream()
                        .map(InterfaceAddress::address)
                        .map(Object::toString)
                        .toList();
    }

    private List<Integer> apply(ScriptedKernel kernel, AddressChange... changes) throws NetlinkException {
        return new Rtnetlink(kernel, () -> nanos += millisToADump * 1_000_000L)
                .apply(List.of(changes)).stream().map(ChangeResult::errno).toList();
    }

    @Test
    void aDumpThatWasDisturbedIsMadeAgain() throws Exception {
        ScriptedKernel kernel = new ScriptedKernel((requests, send) -> send == 0
                ? List.of(address(requests.getFirst(), DUMP_INTR, 1), done(requests.getFirst(), 0))
                : List.of(address(requests.getFirst(), 0, 2), done(requests.getFirst(), 0)));
        assertEquals(List.of("192.0.2.2"), addresses(kernel));
        assertEquals(2, kernel.sent().size());
    }

    @Test
    void aDumpOfWhichAPartWasLostIsMadeAgain() throws Exception {
        ScriptedKernel kernel = new ScriptedKernel((requests, send) -> send == 0
                ? List.of(address(requests.getFirst(), 0, 1), OVERRUN, done(requests.getFirst(), 0))
                : List.of(
                        address(requests.getFirst(), 0, 1),
                        address(requests.getFirst(), 0, 2),
                        done(requests.getFirst(), 0)));
        assertEquals(List.of("192.0.2.1", "192.0.2.2"), addresses(kernel));
    }

    @Test
    void aDumpWithoutAnEndIsNoAnswer() {
        ScriptedKernel kernel = new ScriptedKernel((requests, send) -> List.of(address(requests.getFirst(), 0, 1)));
        NetlinkException thrown = assertThrows(NetlinkException.class, () -> addresses(kernel));
        assertEquals(11, thrown.errno());
        assertEquals(16, kernel.sent().size(), "as often, however long each takes");
    }

    @Test
    void whatChangesQuicklyIsReadForHalfASecond() {
        millisToADump = 10;
        ScriptedKernel kernel = new ScriptedKernel((requests, send) -> List.of(address(requests.getFirst(), 0, 1)));
        assertThrows(NetlinkException.class, () -> addresses(kernel));
        assertEquals(16 + 49, kernel.sent().size());
    }

    @Test
    void answersToEarlierRequestsArePassedOver() throws Exception {
        ScriptedKernel kernel = new ScriptedKernel((requests, send) -> List.of(
                message(RTM_NEWADDR, 0, requests.getFirst().sequence() - 1, new byte[3]),
                address(requests.getFirst(), 0, 1),
                done(requests.getFirst(), 0)));
        assertEquals(List.of("192.0.2.1"), addresses(kernel));
    }

    @Test
    void anUnreadableAnswerIsATypedError() {
        ScriptedKernel kernel = new ScriptedKernel((requests, send) -> List.of(new byte[15]));
        NetlinkException thrown = assertThrows(NetlinkException.class, () -> addresses(kernel));
        assertEquals(0, thrown.errno());
        assertTrue(thrown.getMessage().startsWith("cannot list the addresses: the kernel's answer cannot be read"));
    }

    @Test
    void changesFromTheFirstLostAnswerOnAreSentAgainInOrderAndFirstAnswersCount() throws Exception {
        ScriptedKernel kernel = new ScriptedKernel((requests, send) -> send == 0
                ? List.of(ack(requests.get(0), 0), OVERRUN, ack(requests.get(2), 99))
                : List.of(ack(requests.get(0), 0), ack(requests.get(1), 0)));
        assertEquals(List.of(0, 0, 99), apply(kernel, REMOVE, ADD, REMOVE));
        assertEquals(
                List.of(20, 21),
                kernel.sent().get(1).stream().map(NetlinkMessage::type).toList());
    }

    @Test
    void aRemovalSentAgainThatFindsNothingIsDone() throws Exception {
        ScriptedKernel kernel = new ScriptedKernel((requests, send) ->
                send == 0 ? List.of(OVERRUN) : List.of(ack(requests.get(0), 99), ack(requests.get(1), 19)));
        assertEquals(List.of(0, 19), apply(kernel, REMOVE, REMOVE));
    }

    @Test
    void changesWhoseAnswersAreAlwaysLostAreGivenUp() {
        ScriptedKernel kernel = new ScriptedKernel((requests, send) -> List.of(OVERRUN));
        NetlinkException thrown = assertThrows(NetlinkException.class, () -> apply(kernel, ADD));
        assertEquals(105, thrown.errno());
        assertEquals(16, kernel.sent().size());
    }

    @Test
    void atMost256ChangesGoInOneSend() throws Exception {
        ScriptedKernel kernel = new ScriptedKernel((requests, send) -> {
            List<Object> acks = new ArrayList<>();
            requests.forEach(request -> acks.add(ack(request, 0)));
            return acks;
        });
        List<ChangeResult> results =
                new Rtnetlink(kernel, () -> nanos += millisToADump * 1_000_000L).apply(Collections.nCopies(600, ADD));
        assertEquals(Collections.nCopies(600, new ChangeResult(0, "")), results);
        assertEquals(
                List.of(256, 256, 88), kernel.sent().stream().map(List::size).toList());
    }
}
