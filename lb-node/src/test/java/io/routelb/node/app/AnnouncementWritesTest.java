package io.routelb.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import inet.ipaddr.IPAddress;
import io.routelb.kube.write.Workers;
import io.routelb.kube.write.WriteResult;
import io.routelb.model.Addresses;
import io.routelb.model.Annotations;
import io.routelb.model.ClusterSnapshot;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.node.elect.LocalAddress;
import io.routelb.node.elect.Outcome.Carried;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Requests wait until the test lets them go. */
class AnnouncementWritesTest {
    private static final long SECOND = 1_000_000_000L;

    private final Deque<Runnable> requests = new ArrayDeque<>();
    private final List<String> written = new ArrayList<>();
    private final Workers workers = new Workers(requests::add, () -> {});
    private WriteResult answer = new WriteResult.Written();
    private final AnnouncementWrites writes = new AnnouncementWrites(
            "n1",
            (before, after) -> {
                written.add(before.key().name() + " " + after.annotation(Annotations.ANNOUNCING_IPV4));
                return answer;
            },
            workers);

    private static ServiceView service(int number, String pool) {
        return ServiceView.showing(
                new ObjectKey("shop", "web-" + number),
                ServiceView.TrafficPolicy.CLUSTER,
                Map.of(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE, Annotations.POOL_TYPE, pool),
                List.of("192.0.2." + number));
    }

    private static Map<IPAddress, Carried> serving(int... numbers) {
        Map<IPAddress, Carried> serving = new HashMap<>();
        for (int number : numbers) {
            IPAddress address = Addresses.of("192.0.2." + number);
            ObjectKey key = new ObjectKey("shop", "web-" + number);
            LocalAddress local = new LocalAddress(address, Set.of(key), Optional.empty(), Set.of(), true, false);
            serving.put(address, new Carried(local, "eth0", 9 * SECOND));
        }
        return serving;
    }

    private static ClusterSnapshot snapshot(ServiceView... services) {
        Map<ObjectKey, ServiceView> byKey = new HashMap<>();
        for (ServiceView service : services) {
            byKey.put(service.key(), service);
        }
        return ClusterSnapshot.EMPTY.withServices(byKey);
    }

    private void answerAll() {
        for (Runnable next = requests.poll(); next != null; next = requests.poll()) {
            next.run();
        }
        workers.collect();
    }

    @Test
    void aServiceIsToldWhereItsLocalAddressIsAndTheOthersAreLeftAlone() {
        writes.update(snapshot(service(1, "local"), service(2, "remote")), serving(1, 2), 0);
        answerAll();
        assertEquals(List.of("web-1 n1,eth0,192.0.2.1"), written);
    }

    @Test
    void oneUnderWayForAServiceAndNotTheSameVersionTwiceInASecond() {
        ClusterSnapshot snapshot = snapshot(service(1, "local"));
        writes.update(snapshot, serving(1), 0);
        writes.update(snapshot, serving(1), 5 * SECOND);
        assertEquals(1, requests.size());
        answer = new WriteResult.Failed("away");
        answerAll();
        writes.update(snapshot, serving(1), SECOND / 2);
        assertEquals(0, requests.size(), "a failure is not hammered at");
        writes.update(snapshot, serving(1), 2 * SECOND);
        assertEquals(1, requests.size());
    }

    @Test
    void soManyAreUnderWayAtMostAndTheRestFollows() {
        ServiceView[] services = new ServiceView[40];
        int[] numbers = new int[40];
        for (int i = 0; i < services.length; i++) {
            numbers[i] = i + 1;
            services[i] = service(i + 1, "local");
        }
        ClusterSnapshot snapshot = snapshot(services);
        writes.update(snapshot, serving(numbers), 0);
        assertEquals(16, requests.size());
        answerAll();
        writes.update(snapshot, serving(numbers), 0);
        answerAll();
        writes.update(snapshot, serving(numbers), 0);
        answerAll();
        assertEquals(40, Set.copyOf(written).size());
    }
}
