package io.routelb.lab.apiserver.rbac;

import io.routelb.lab.apiserver.store.Image;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What ServiceAccounts have done with what their roles allow, since the server was started: the permissions they used, and what they were
 * refused. Any thread.
 */
public final class AccessLog {
    private static final int MOST = 1_000;

    private final Set<Permission> used = ConcurrentHashMap.newKeySet();
    private final Set<String> users = ConcurrentHashMap.newKeySet();
    private final ConcurrentHashMap<String, Integer> refusals = new ConcurrentHashMap<>();

    /** Somebody was let in by that permission. */
    public void allowed(User user, Permission permission) {
        if (user.isAccount() && users.size() < MOST && used.size() < MOST) {
            users.add(user.name());
            used.add(permission);
        }
    }

    /** Somebody was turned away with those words. */
    public void refused(User user, String words) {
        if (user.isAccount() && (refusals.size() < MOST || refusals.containsKey(words))) {
            refusals.merge(words, 1, Integer::sum);
        }
    }

    /** How often a refusal was given, by its words. */
    public NavigableMap<String, Integer> refusals() {
        return new TreeMap<>(refusals);
    }

    public NavigableSet<String> used() {
        NavigableSet<String> all = new TreeSet<>();
        used.forEach(permission -> all.add(permission.toString()));
        return all;
    }

    /** What was never used of the permissions of the accounts that came, in whatever namespace they have them; not what everybody may do. */
    public NavigableSet<String> unused(Image image) {
        NavigableSet<String> all = new TreeSet<>();
        List<String> namespaces = image.list("namespaces", "").stream()
                .map(namespace -> namespace.key().name())
                .toList();
        for (String name : users) {
            User user = new User(name, "", List.of());
            for (String namespace : namespaces) {
                Authorizer.permissions(image, user, namespace)
                        .filter(permission -> !used.contains(permission))
                        .forEach(permission -> all.add(permission.toString()));
            }
        }
        return all;
    }
}
