package io.routelb.kube.watch;

import io.routelb.model.BgpPeerView.SecretRef;
import io.routelb.model.FrozenMap;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Objects, by name, as far as the Secrets they name have been looked for. One whose Secret is just being fetched stays as it was, or is not there
 * yet: that nobody has read a Secret does not mean that there is none, and a session is not to end over that. Owned by whoever takes the
 * snapshot.
 */
final class Settled<V> {
    private final Function<V, Optional<SecretRef>> password;
    private Map<String, V> inForce = Map.of();

    /** {@code password} says which Secret an object names, if any. */
    Settled(Function<V, Optional<SecretRef>> password) {
        this.password = password;
    }

    /** The Secrets to be watched: of what is written, and of what that is to replace. */
    Set<String> secrets(Map<String, V> written) {
        return Stream.concat(named(written.values()), named(inForce.values())).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * What is in force now; the same instance as {@code written} when nothing is being fetched.
     *
     * @param pending names of Secrets that are being fetched
     */
    Map<String, V> of(Map<String, V> written, Set<String> pending) {
        inForce = named(written.values()).noneMatch(pending::contains) ? written : held(written, pending);
        return inForce;
    }

    private Map<String, V> held(Map<String, V> written, Set<String> pending) {
        Map<String, V> held = new HashMap<>();
        written.forEach((name, each) -> {
            boolean settled = password.apply(each)
                    .filter(secret -> pending.contains(secret.name()))
                    .isEmpty();
            Optional<V> now = settled ? Optional.of(each) : Optional.ofNullable(inForce.get(name));
            now.ifPresent(one -> held.put(name, one));
        });
        return FrozenMap.copyOf(held);
    }

    private Stream<String> named(Collection<V> some) {
        return some.stream().flatMap(each -> password.apply(each).stream()).map(SecretRef::name);
    }
}
