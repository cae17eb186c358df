package io.routelb.allocator.plan;

import io.routelb.model.Annotations;
import io.routelb.model.Condition;
import io.routelb.model.IpFamily;
import io.routelb.model.ObjectKey;
import io.routelb.model.ServiceView;
import io.routelb.model.ServiceView.Ingress;
import io.routelb.model.ServiceView.IpFamilyPolicy;
import io.routelb.model.ServiceView.TrafficPolicy;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A Service being written by a test: a LoadBalancer in namespace {@code web}, IPv4, without a class. */
public final class TestService {
    private ObjectKey key;
    private Instant created = at(0);
    private boolean deleting;
    private String type = "LoadBalancer";
    private String loadBalancerClass = "";
    private String loadBalancerIP = "";
    private List<IpFamily> families = List.of(IpFamily.IPV4);
    private IpFamilyPolicy policy = IpFamilyPolicy.SINGLE_STACK;
    private Map<String, String> annotations = new TreeMap<>();
    private List<Ingress> ingress = List.of();
    private List<Condition> conditions = List.of();
    private boolean headless;
    private List<ServiceView.Port> ports = List.of(new ServiceView.Port("TCP", 80));
    private Map<String, String> selector = Map.of();
    private TrafficPolicy externalTrafficPolicy = TrafficPolicy.CLUSTER;

    private TestService(ObjectKey key) {
        this.key = key;
    }

    public static Instant at(int second) {
        return Instant.parse("2026-01-01T00:00:00Z").plusSeconds(second);
    }

    public static TestService named(String name) {
        return new TestService(new ObjectKey("web", name));
    }

    public static TestService of(ServiceView view) {
        TestService service = new TestService(view.key());
        service.created = view.created();
        service.deleting = view.deleting();
        service.type = view.type();
        service.loadBalancerClass = view.loadBalancerClass();
        service.loadBalancerIP = view.loadBalancerIP();
        service.families = view.ipFamilies();
        service.policy = view.ipFamilyPolicy();
        service.annotations = new TreeMap<>(view.annotations());
        service.ingress = view.ingress();
        service.conditions = view.conditions();
        service.headless = view.headless();
        service.ports = view.ports();
        service.selector = view.selector();
        service.externalTrafficPolicy = view.externalTrafficPolicy();
        return service;
    }

    public TestService namespace(String namespace) {
        key = new ObjectKey(namespace, key.name());
        return this;
    }

    public TestService created(int second) {
        created = at(second);
        return this;
    }

    public TestService deleting() {
        deleting = true;
        return this;
    }

    public TestService type(String changed) {
        type = changed;
        return this;
    }

    public TestService loadBalancerClass(String changed) {
        loadBalancerClass = changed;
        return this;
    }

    public TestService loadBalancerIP(String changed) {
        loadBalancerIP = changed;
        return this;
    }

    public TestService headless() {
        headless = true;
        return this;
    }

    public TestService single(IpFamily family) {
        families = List.of(family);
        policy = IpFamilyPolicy.SINGLE_STACK;
        return this;
    }

    public TestService preferDual() {
        families = List.of(IpFamily.IPV4, IpFamily.IPV6);
        policy = IpFamilyPolicy.PREFER_DUAL_STACK;
        return this;
    }

    public TestService requireDual() {
        families = List.of(IpFamily.IPV4, IpFamily.IPV6);
        policy = IpFamilyPolicy.REQUIRE_DUAL_STACK;
        return this;
    }

    public TestService families(List<IpFamily> changed, IpFamilyPolicy changedPolicy) {
        families = changed;
        policy = changedPolicy;
        return this;
    }

    public TestService group(String name) {
        return annotate(Annotations.SERVICE_GROUP, name);
    }

    public TestService pin(String addresses) {
        return annotate(Annotations.ADDRESSES, addresses);
    }

    public TestService sharing(String sharingKey) {
        return annotate(Annotations.ALLOW_SHARED_IP, sharingKey);
    }

    /** Ports as {@code 80/TCP}. */
    public TestService ports(String... texts) {
        ports = Stream.of(texts)
                .map(text -> text.split("/", 2))
                .map(parts -> new ServiceView.Port(parts[1], Integer.parseInt(parts[0])))
                .toList();
        return this;
    }

    /** externalTrafficPolicy Local, with the selector {@code app=...}. */
    public TestService trafficLocal(String app) {
        externalTrafficPolicy = TrafficPolicy.LOCAL;
        selector = app.isEmpty() ? Map.of() : Map.of("app", app);
        return this;
    }

    public TestService trafficCluster() {
        externalTrafficPolicy = TrafficPolicy.CLUSTER;
        return this;
    }

    /** Sets an annotation; empty text removes it. */
    public TestService annotate(String name, String value) {
        annotations.remove(name);
        if (!value.isEmpty()) {
            annotations.put(name, value);
        }
        return this;
    }

    public TestService annotations(Map<String, String> all) {
        annotations = new TreeMap<>(all);
        return this;
    }

    /** Marks it as ours and holding these addresses, as an earlier allocator left it. */
    public TestService holding(String group, String... addresses) {
        annotate(Annotations.ALLOCATED_BY, Annotations.ALLOCATED_BY_VALUE);
        annotate(Annotations.ALLOCATED_FROM, group);
        annotate(Annotations.POOL_TYPE, "remote");
        return showing(addresses);
    }

    /** Its status shows these addresses, without any mark. */
    public TestService showing(String... addresses) {
        return ingress(List.of(addresses).stream()
                .map(address -> new Ingress(address, "", "VIP"))
                .toList());
    }

    public TestService ingress(List<Ingress> all) {
        ingress = all;
        return this;
    }

    public TestService conditions(List<Condition> all) {
        conditions = all;
        return this;
    }

    public ServiceView view() {
        return new ServiceView(
                key,
                "uid-" + key,
                "1",
                created,
                deleting,
                type,
                loadBalancerClass,
                loadBalancerIP,
                families,
                policy,
                ports,
                selector,
                externalTrafficPolicy,
                annotations,
                ingress,
                conditions,
                headless,
                Set.of());
    }
}
