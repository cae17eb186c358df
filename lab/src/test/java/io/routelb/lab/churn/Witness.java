package io.routelb.lab.churn;

import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.Watchable;
import io.routelb.kube.api.Service;
import io.routelb.model.ServiceView;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sees every change of every Service, in order, and notes what must never be. The lock is the hand-over to the test and nothing else. */
final class Witness {
    /**
     * A Service as last seen.
     *
     * @param asked all that its user says
     * @param mayMove its user has said something else since its first address last changed
     */
    private record Seen(String asked, String sharingKey, boolean wants, List<String> addresses, boolean mayMove) {
        String first() {
            return addresses.isEmpty() ? "" : addresses.getFirst();
        }
    }

    private final Set<String> pool;
    private final Watchable<Service> watch;
    private final Map<String, Seen> services = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private boolean stopping;
    private long events;

    private Witness(Set<String> pool, Watchable<Service> watch) {
        this.pool = pool;
        this.watch = watch;
    }

    /** Watches from a time before the first Service. */
    static Witness start(Set<String> pool, Watchable<Service> watch) {
        Witness witness = new Witness(Set.copyOf(pool), watch);
        Thread.ofPlatform().daemon().name("witness").start(witness::run);
        return witness;
    }

    synchronized List<String> violations() {
        return List.copyOf(violations);
    }

    synchronized long events() {
        return events;
    }

    /** Addresses that somebody holds. */
    synchronized Set<String> held() {
        Set<String> held = new TreeSet<>();
        services.values().forEach(service -> held.addAll(service.addresses()));
        return held;
    }

    /** Services that ask for an address and have none. */
    Set<String> pending() {
        return names(service -> service.wants() && service.addresses().isEmpty());
    }

    /** Services that ask for none and show one, or show an old one beside the new. */
    Set<String> leftOver() {
        return names(service -> service.addresses().size() > (service.wants() ? 1 : 0));
    }

    void stop() throws IOException {
        synchronized (this) {
            stopping = true;
        }
        watch.close();
    }

    /** What is known of each of these, for the sentence that says what is wrong. */
    synchronized String shown(Set<String> names) {
        return names.stream()
                .map(name -> name + " " + services.get(name))
                .toList()
                .toString();
    }

    private synchronized Set<String> names(Predicate<Seen> which) {
        Set<String> names = new TreeSet<>();
        services.forEach((name, service) -> {
            if (which.test(service)) {
                names.add(name);
            }
        });
        return names;
    }

    private void run() {
        try {
            while (watch.hasNext()) {
                see(watch.next());
            }
            ended("the watch ended");
        } catch (UncheckedIOException e) {
            ended("the watch broke: " + e.getCause());
        }
    }

    private synchronized void ended(String how) {
        if (!stopping) {
            violations.add(how);
        }
    }

    private synchronized void see(Watch.Response<Service> event) {
        events++;
        ServiceView service = event.object.view();
        String name = service.key().name();
        if (event.type.equals("DELETED")) {
            services.remove(name);
            return;
        }
        Seen now = seen(name, service, services.get(name));
        services.put(name, now);
        now.addresses().forEach(address -> check(name, now, address));
    }

    private Seen seen(String name, ServiceView service, @Nullable Seen before) {
        String key = service.annotation("purelb.io/allow-shared-ip");
        String asked = service.annotation("purelb.io/addresses") + " " + key + " " + service.type();
        List<String> addresses =
                service.ingress().stream().map(ServiceView.Ingress::ip).toList();
        boolean mayMove = before != null && (before.mayMove() || !before.asked().equals(asked));
        Seen now = new Seen(asked, key, service.isLoadBalancer(), addresses, mayMove);
        if (before == null || before.first().isEmpty() || before.first().equals(now.first())) {
            return now;
        }
        if (!mayMove) {
            violations.add(name + " asked for nothing else and went from " + before.addresses() + " to " + addresses);
        }
        return new Seen(asked, key, now.wants(), now.addresses(), false);
    }

    private void check(String name, Seen now, String address) {
        if (!pool.contains(address)) {
            violations.add(name + " has " + address + ", which is in no pool");
        }
        services.forEach((other, seen) -> {
            boolean share = !now.sharingKey().isEmpty() && now.sharingKey().equals(seen.sharingKey());
            if (!other.equals(name) && !share && seen.addresses().contains(address)) {
                violations.add(address + " is held by " + name + " and by " + other);
            }
        });
    }
}
