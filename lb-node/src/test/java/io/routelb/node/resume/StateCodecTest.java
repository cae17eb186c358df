package io.routelb.node.resume;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.model.Addresses;
import io.routelb.model.BgpPeerView;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.NodeAnnotations;
import io.routelb.model.NodeView;
import io.routelb.model.PeerOptions;
import io.routelb.model.SecretView;
import io.routelb.model.SessionPassword;
import io.routelb.node.desired.Written;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What is written comes back; what is not exactly that is refused in one sentence, never with a surprise. */
class StateCodecTest {
    /** The first names a Secret; the others are left out of what is written. */
    private static final Set<String> NEVER_WRITTEN = Set.of(
            "BgpPeerView.password",
            "MeshView.password",
            "ClusterSnapshot.secrets",
            "PeerOptions.password",
            "BfdKey.secret");

    private static final int LONGEST_SENTENCE = 200;

    @Property(tries = 500)
    void whatIsWrittenIsReadBack(@ForAll long seed) throws StateException {
        KeptState state = new GeneratedStates(seed).state();
        assertEquals(state, StateCodec.decode(StateCodec.encode(state)));
    }

    @Property(tries = 100)
    void equalStatesGiveEqualBytes(@ForAll long seed) throws StateException {
        assertArrayEquals(
                StateCodec.encode(new GeneratedStates(seed).state()),
                StateCodec.encode(new GeneratedStates(seed).state()));
    }

    @Property(tries = 5)
    void aTruncatedStateIsRefusedAtEveryByte(@ForAll long seed) throws StateException {
        byte[] bytes = StateCodec.encode(new GeneratedStates(seed).state());
        for (int length = 0; length < bytes.length; length++) {
            refused(Arrays.copyOf(bytes, length));
        }
        refused(Arrays.copyOf(bytes, bytes.length + 1));
    }

    @Property(tries = 2)
    void everyFlippedBitIsNoticed(@ForAll long seed) throws StateException {
        byte[] bytes = StateCodec.encode(new GeneratedStates(seed).state());
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            refused(bytes);
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    /** A checksum that fits is no proof of a state: the body must stand for itself. */
    @Property(tries = 2000)
    void aDamagedBodyUnderAGoodChecksumNeverSurprises(
            @ForAll long seed,
            @ForAll @Size(min = 1, max = 6) List<@IntRange(max = 9999) Integer> places,
            @ForAll byte[] noise)
            throws StateException {
        byte[] bytes = StateCodec.encode(new GeneratedStates(seed).state());
        byte[] body = Arrays.copyOfRange(bytes, StateCodec.HEADER, bytes.length);
        for (int i = 0; i < places.size() && i < noise.length; i++) {
            body[places.get(i) % body.length] = noise[i];
        }
        endsProperly(StateCodec.sealed(body));
    }

    @Property(tries = 2000)
    void noiseUnderAGoodChecksumNeverSurprises(@ForAll byte[] noise) {
        endsProperly(StateCodec.sealed(noise));
    }

    @Property(tries = 2)
    void aBodyCutAnywhereUnderAGoodChecksumIsRefused(@ForAll long seed) throws StateException {
        byte[] bytes = StateCodec.encode(new GeneratedStates(seed).state());
        byte[] body = Arrays.copyOfRange(bytes, StateCodec.HEADER, bytes.length);
        for (int length = 0; length < body.length; length++) {
            refused(StateCodec.sealed(Arrays.copyOf(body, length)));
        }
    }

    @Test
    void aHugeCountTakesNoMemory() {
        byte[] body = HexFormat.of().parseHex("00" + "0000000000000000" + "00" + "FFFFFFFF07");
        assertEquals("is damaged: it ends within a field", refused(StateCodec.sealed(body)));
    }

    @Test
    void anotherFormatIsRefusedByItsNumber() throws StateException {
        byte[] bytes = StateCodec.encode(small());
        ByteBuffer.wrap(bytes).putInt(8, 9);
        assertEquals("has format 9, and this version reads format 8 only", refused(bytes));
    }

    @Test
    void somebodyElsesFileIsRefused() {
        assertEquals(
                "is no state of an agent of RouteLB",
                refused("apiVersion: v1\nkind: Config\n".getBytes(StandardCharsets.US_ASCII)));
    }

    @Test
    void aStateTooLargeIsNotWritten() {
        NodeView large = new NodeView(
                "n1", Map.of(), Map.of("x", "y".repeat(StateCodec.LARGEST)), true, false, false, List.of(), List.of());
        KeptState state = new KeptState("n1", Instant.EPOCH, of(large));
        StateException refused = assertThrows(StateException.class, () -> StateCodec.encode(state));
        assertTrue(
                refused.sentence().startsWith("is not written: the state would be larger than "), refused.sentence());
    }

    /** Fails when the bytes change: then {@link StateCodec#FORMAT} has to, and this with it. */
    @Test
    void theBytesOfFormatEightStayAsTheyAre() throws StateException {
        assertEquals(8, StateCodec.FORMAT);
        assertEquals(
                "524c425354415445" // RLBSTATE
                        + "00000008" // format 8
                        + "00000024" // 36 bytes of body
                        + "b8268503" // CRC-32C
                        + "026e31" // node n1
                        + "000000000000003c" + "00" // saved at 60 s and 0 ns
                        + "00" + "00" // no Services, no endpoints
                        + "01" // one Node
                        + "026e31" + "00" + "00" // n1, no labels, no annotations
                        + "01" + "00" + "00" // ready, network available, schedulable
                        + "01" + "04c000020b" // 192.0.2.11
                        + "00" // no pod CIDRs
                        + "00000000" // no groups, configurations, peers, agents
                        + "0000", // no advertisements, no namespaces
                HexFormat.of().formatHex(StateCodec.encode(small())));
        CRC32C all = new CRC32C();
        for (long seed = 0; seed < 50; seed++) {
            all.update(StateCodec.encode(new GeneratedStates(seed).state()));
        }
        assertEquals("867a3588", Long.toHexString(all.getValue()), "the bytes of 50 generated states");
    }

    /** Of what a snapshot has only {@link #NEVER_WRITTEN} can hold a Secret; a reference to one may be anywhere. */
    @Test
    void nothingThatIsKeptIsASecret() {
        Set<Class<?>> records = new HashSet<>();
        collect(KeptState.class, records);
        assertTrue(records.size() > 15, records.toString());
        for (Class<?> one : records) {
            for (RecordComponent part : one.getRecordComponents()) {
                String name = part.getName().toLowerCase(Locale.ROOT);
                assertFalse(
                        name.matches(".*(secret|password|token|credential).*")
                                && !NEVER_WRITTEN.contains(one.getSimpleName() + "." + part.getName()),
                        one.getSimpleName() + "." + part.getName() + " looks like a Secret; keep a reference only");
            }
        }
    }

    @Test
    void aSecretInASnapshotIsNotWritten() throws StateException {
        ClusterSnapshot snapshot = new ClusterSnapshot(
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of(),
                Map.of("r1", withPassword()),
                Map.of(),
                Map.of("bgp", new SecretView("bgp", Map.of("password", "horse"))));
        byte[] bytes = StateCodec.encode(new KeptState("n1", Instant.EPOCH, snapshot));
        assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains("horse"));
        ClusterSnapshot read = StateCodec.decode(bytes).snapshot();
        assertEquals(Map.of(), read.secrets());
        BgpPeerView peer = Objects.requireNonNull(read.bgpPeers().get("r1"));
        assertEquals(Optional.empty(), peer.options().password());
        assertEquals(Optional.of(new BgpPeerView.SecretRef("bgp", "password")), peer.password());
    }

    @Test
    void passwordsInAnnotationsOfNodesAreNotKept() throws StateException {
        NodeView node = new NodeView(
                "n1",
                Map.of(),
                Map.of("kube-router.io/peer.passwords", "aG9yc2U=", "kube-router.io/peer.ips", "192.0.2.1"),
                true,
                false,
                false,
                List.of(),
                List.of());
        assertFalse(node.toString().contains("aG9yc2U="), node.toString());
        byte[] bytes = StateCodec.encode(new KeptState("n1", Instant.EPOCH, of(node)));
        assertFalse(new String(bytes, StandardCharsets.ISO_8859_1).contains("aG9yc2U="));
        NodeView read = Objects.requireNonNull(
                StateCodec.decode(bytes).snapshot().nodes().get("n1"));
        assertEquals(
                Map.of(
                        "kube-router.io/peer.passwords",
                        NodeAnnotations.NOT_KEPT,
                        "kube-router.io/peer.ips",
                        "192.0.2.1"),
                read.annotations());
    }

    private static BgpPeerView withPassword() {
        PeerOptions options = PeerOptions.DEFAULT
                .withPassword(new SessionPassword("horse"))
                .withBfd(new PeerOptions.Bfd(
                        Duration.ofMillis(50),
                        Duration.ofMillis(50),
                        3,
                        false,
                        Optional.of(new PeerOptions.BfdKey(1, new SessionPassword("horse")))));
        return Written.peer("r1", "192.0.2.1")
                .password(Optional.of(new BgpPeerView.SecretRef("bgp", "password")))
                .options(options)
                .view();
    }

    private static void collect(Type type, Set<Class<?>> records) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                collect(argument, records);
            }
        } else if (type instanceof Class<?> plain && plain.isRecord() && records.add(plain)) {
            for (RecordComponent part : plain.getRecordComponents()) {
                collect(part.getGenericType(), records);
            }
        }
    }

    private static KeptState small() {
        NodeView node = new NodeView(
                "n1", Map.of(), Map.of(), true, false, false, List.of(Addresses.of("192.0.2.11")), List.of());
        return new KeptState("n1", Instant.ofEpochSecond(60), of(node));
    }

    private static ClusterSnapshot of(NodeView node) {
        return new ClusterSnapshot(Map.of(), Map.of(), Map.of("n1", node), Map.of(), Map.of(), Map.of());
    }

    private static String refused(byte[] bytes) {
        String sentence = assertThrows(StateException.class, () -> StateCodec.decode(bytes))
                .sentence();
        assertTrue(sentence.length() < LONGEST_SENTENCE && sentence.lines().count() == 1, sentence);
        return sentence;
    }

    private static void endsProperly(byte[] bytes) {
        try {
            StateCodec.decode(bytes);
        } catch (StateException e) {
            // the other proper end; anything else fails the property
        }
    }
}
