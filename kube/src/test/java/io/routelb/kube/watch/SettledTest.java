package io.routelb.kube.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.routelb.kube.crd.BgpPeer;
import io.routelb.model.BgpPeerView;
import io.routelb.model.InvalidValueException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SettledTest {
    private final Settled<BgpPeerView> peers = new Settled<>(BgpPeerView::password);

    private static BgpPeerView peer(String name, String secret) throws InvalidValueException {
        BgpPeer written = new BgpPeer();
        written.spec = new BgpPeer.Spec();
        if (!secret.isEmpty()) {
            written.spec.passwordSecretRef = new BgpPeer.SecretRef();
            written.spec.passwordSecretRef.name = secret;
        }
        return PeerViews.bgpPeer(written, new V1ObjectMeta().name(name));
    }

    @Test
    void aPeerThatNamesAnotherSecretStaysAsItWasUntilThatHasBeenLookedFor() throws InvalidValueException {
        Map<String, BgpPeerView> before = Map.of("r1", peer("r1", "old"), "r2", peer("r2", ""));
        assertSame(before, peers.of(before, Set.of()));
        Map<String, BgpPeerView> after = Map.of("r1", peer("r1", "new"), "r2", peer("r2", ""));
        assertEquals(Set.of("old", "new"), peers.secrets(after), "both are watched meanwhile");
        assertEquals(before, peers.of(after, Set.of("new")));
        assertSame(after, peers.of(after, Set.of()), "read, or known not to be there");
        assertEquals(Set.of("new"), peers.secrets(after));
    }

    @Test
    void aNewPeerWaitsForItsSecretAndKeepsNobodyWaiting() throws InvalidValueException {
        Map<String, BgpPeerView> written = Map.of("r1", peer("r1", "new"), "r2", peer("r2", ""));
        assertEquals(Set.of("r2"), peers.of(written, Set.of("new")).keySet());
    }

    @Test
    void aPeerThatIsDeletedMeanwhileIsGone() throws InvalidValueException {
        peers.of(Map.of("r1", peer("r1", "old")), Set.of());
        peers.of(Map.of("r1", peer("r1", "new")), Set.of("new"));
        assertEquals(Map.of(), peers.of(Map.of(), Set.of("new")));
    }
}
