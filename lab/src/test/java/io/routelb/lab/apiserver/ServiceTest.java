package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.lab.apiserver.RestClient.Answer;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Services are completed, allocated, checked and changed as by a real server. */
class ServiceTest {
    private static final String SERVICES = "/api/v1/namespaces/default/services";
    private static final AtomicInteger NAMES = new AtomicInteger();
    private static ApiServer server;
    private static RestClient client;

    @BeforeAll
    static void start() throws IOException {
        server = ApiServer.start(Options.defaults().withNodePorts(new Options.PortRange(30_000, 30_039)));
        client = RestClient.admin(server);
    }

    @AfterAll
    static void stop() throws IOException {
        client.close();
        server.close();
    }

    private static String body(String spec) {
        return "{\"metadata\":{\"name\":\"s" + NAMES.incrementAndGet() + "\"},\"spec\":" + spec.replace('\'', '"')
                + "}";
    }

    private static Answer create(String spec) {
        Answer made = client.post(SERVICES, body(spec));
        assertEquals(201, made.code(), made.text());
        return made;
    }

    private static Answer patch(Answer service, String spec) {
        return client.patch(
                "merge-patch",
                SERVICES + "/" + service.at("metadata/name"),
                "{\"spec\":" + spec.replace('\'', '"') + "}");
    }

    @ParameterizedTest(name = "{0}: {2} is {3}")
    @CsvSource(
            delimiter = '|',
            value = {
                "type|{'ports':[{'port':80}]}|type|ClusterIP",
                "protocol|{'ports':[{'port':80}]}|ports/0/protocol|TCP",
                "target port|{'ports':[{'port':80}]}|ports/0/targetPort|80",
                "affinity|{'ports':[{'port':80}]}|sessionAffinity|None",
                "internal policy|{'ports':[{'port':80}]}|internalTrafficPolicy|Cluster",
                "no external policy on ClusterIP|{'ports':[{'port':80}]}|externalTrafficPolicy|",
                "external policy with external IPs|{'externalIPs':['192.0.2.1'],'ports':[{'port':80}]}|externalTrafficPolicy|Cluster",
                "external policy|{'type':'LoadBalancer','ports':[{'port':80}]}|externalTrafficPolicy|Cluster",
                "node ports by default|{'type':'LoadBalancer','ports':[{'port':80}]}|allocateLoadBalancerNodePorts|true",
                "no node ports when told so|{'type':'LoadBalancer','allocateLoadBalancerNodePorts':false,'ports':[{'port':80}]}|ports/0/nodePort|",
                "one family|{'ports':[{'port':80}]}|ipFamilies|[\"IPv4\"]",
                "one policy|{'ports':[{'port':80}]}|ipFamilyPolicy|SingleStack",
                "IPv6 alone|{'ipFamilies':['IPv6'],'ports':[{'port':80}]}|ipFamilies|[\"IPv6\"]",
                "two families|{'ipFamilyPolicy':'PreferDualStack','ports':[{'port':80}]}|ipFamilies|[\"IPv4\",\"IPv6\"]",
                "two families, six first|{'ipFamilyPolicy':'RequireDualStack','ipFamilies':['IPv6'],'ports':[{'port':80}]}|ipFamilies|[\"IPv6\",\"IPv4\"]",
                "headless|{'clusterIP':'None','selector':{'a':'b'}}|clusterIPs|[\"None\"]",
                "headless without selector|{'clusterIP':'None'}|ipFamilyPolicy|RequireDualStack",
                "client affinity|{'sessionAffinity':'ClientIP','ports':[{'port':80}]}|sessionAffinityConfig/clientIP/timeoutSeconds|10800",
                "external name|{'type':'ExternalName','externalName':'example.org'}|clusterIP|"
            })
    void fillsInWhatIsLeftOut(String what, String spec, String field, String expected) {
        Answer made = create(spec);
        assertEquals(expected == null ? "" : expected, made.at("spec/" + field), made.text());
        client.delete(SERVICES + "/" + made.at("metadata/name"));
    }

    @Test
    void givesAddressesOfBothFamiliesThatNobodyHas() {
        Answer one = create("{'ipFamilyPolicy':'RequireDualStack','ports':[{'port':80}]}");
        Answer two = create("{'ipFamilyPolicy':'RequireDualStack','ports':[{'port':80}]}");
        assertTrue(one.at("spec/clusterIPs/0").startsWith("10.96."), one.text());
        assertTrue(one.at("spec/clusterIPs/1").startsWith("fd00:96::"), one.text());
        assertEquals(one.at("spec/clusterIP"), one.at("spec/clusterIPs/0"));
        assertNotEquals(one.at("spec/clusterIPs/1"), two.at("spec/clusterIPs/1"));
        Answer taken =
                client.post(SERVICES, body("{'clusterIP':'" + one.at("spec/clusterIP") + "','ports':[{'port':80}]}"));
        assertEquals(422, taken.code());
        assertTrue(taken.at("message").contains("provided IP is already allocated"), taken.text());
        client.delete(SERVICES + "/" + one.at("metadata/name"));
        assertEquals(
                201,
                client.post(SERVICES, body("{'clusterIP':'" + one.at("spec/clusterIP") + "','ports':[{'port':80}]}"))
                        .code());
    }

    @Test
    void givesNodePortsUntilTheRangeIsFull() {
        Answer both =
                create("{'type':'NodePort','ports':[{'name':'t','port':53},{'name':'u','port':53,'protocol':'UDP'}]}");
        assertEquals(both.at("spec/ports/0/nodePort"), both.at("spec/ports/1/nodePort"), "one port, two protocols");
        String taken = both.at("spec/ports/0/nodePort");
        Answer again =
                client.post(SERVICES, body("{'type':'NodePort','ports':[{'port':80,'nodePort':" + taken + "}]}"));
        assertTrue(again.at("message").endsWith("provided port is already allocated"), again.text());
        Answer outside = client.post(SERVICES, body("{'type':'NodePort','ports':[{'port':80,'nodePort':99}]}"));
        assertTrue(outside.at("message").contains("The range of valid ports is 30000-30039"), outside.text());
        StringBuilder many = new StringBuilder();
        for (int i = 1; i <= 41; i++) {
            many.append(i == 1 ? "" : ",").append("{'name':'p" + i + "','port':" + i + "}");
        }
        Answer full = client.post(SERVICES, body("{'type':'NodePort','ports':[" + many + "]}"));
        assertEquals(422, full.code());
        assertTrue(full.at("message").contains("failed to allocate a nodePort: range is full"), full.text());
    }

    @Test
    void aChangeOfTypeTakesWhatBelongedToTheOldOne() {
        Answer made = create(
                "{'type':'LoadBalancer','externalTrafficPolicy':'Local','loadBalancerClass':'example.org/x','ports':[{'port':80}]}");
        assertNotEquals("", made.at("spec/healthCheckNodePort"));
        String path = SERVICES + "/" + made.at("metadata/name");
        client.patch(
                "merge-patch",
                path + "/status",
                "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.0.2.1\"}]}}}");
        assertEquals("VIP", client.get(path).at("status/loadBalancer/ingress/0/ipMode"));
        Answer plain = patch(made, "{'type':'ClusterIP'}");
        assertEquals(200, plain.code(), plain.text());
        for (String field : new String[] {
            "ports/0/nodePort",
            "healthCheckNodePort",
            "externalTrafficPolicy",
            "loadBalancerClass",
            "allocateLoadBalancerNodePorts"
        }) {
            assertEquals("", plain.at("spec/" + field), field);
        }
        assertEquals("{}", plain.at("status/loadBalancer"));
        assertEquals(made.at("spec/clusterIP"), plain.at("spec/clusterIP"));
    }

    @Test
    void anUpdateThatLeavesAllocationsOutKeepsThem() {
        Answer made = create("{'type':'LoadBalancer','ports':[{'port':80}]}");
        String path = SERVICES + "/" + made.at("metadata/name");
        Answer put = client.put(
                path,
                "{\"metadata\":{\"name\":\"" + made.at("metadata/name")
                        + "\"},\"spec\":{\"type\":\"LoadBalancer\",\"ports\":[{\"port\":80,\"targetPort\":8080}]}}");
        assertEquals(200, put.code(), put.text());
        assertEquals(made.at("spec/clusterIP"), put.at("spec/clusterIP"));
        assertEquals(made.at("spec/ports/0/nodePort"), put.at("spec/ports/0/nodePort"));
    }

    @Test
    void growsToTwoFamiliesAndBack() {
        Answer made = create("{'ports':[{'port':80}]}");
        Answer two = patch(made, "{'ipFamilyPolicy':'PreferDualStack'}");
        assertTrue(two.at("spec/clusterIPs/1").startsWith("fd00:96::"), two.text());
        Answer one = patch(made, "{'ipFamilyPolicy':'SingleStack'}");
        assertEquals("[\"" + made.at("spec/clusterIP") + "\"]", one.at("spec/clusterIPs"), one.text());
        assertEquals("[\"IPv4\"]", one.at("spec/ipFamilies"));
    }

    @Test
    void statusAndSpecAreWrittenApart() {
        Answer made = create("{'type':'LoadBalancer','ports':[{'port':80}]}");
        String path = SERVICES + "/" + made.at("metadata/name");
        String ingress = "\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.0.2.9\"}]}}";
        Answer main = client.patch("merge-patch", path, "{" + ingress + "}");
        assertEquals("{}", main.at("status/loadBalancer"));
        assertEquals(made.at("metadata/resourceVersion"), main.at("metadata/resourceVersion"));
        Answer status = client.patch(
                "merge-patch",
                path + "/status",
                "{" + ingress + ",\"spec\":{\"type\":\"ClusterIP\"},\"metadata\":{\"annotations\":{\"a\":\"b\"}}}");
        assertEquals("192.0.2.9", status.at("status/loadBalancer/ingress/0/ip"));
        assertEquals("LoadBalancer", status.at("spec/type"));
        assertEquals("b", status.at("metadata/annotations/a"), "Service status writes may annotate");
        Answer bare = client.patch(
                "merge-patch",
                path + "/status",
                "{\"metadata\":{\"annotations\":{\"a\":null},\"finalizers\":[\"example.org/f\"]}}");
        assertEquals("", bare.at("metadata/annotations/a"));
        assertEquals("[\"example.org/f\"]", bare.at("metadata/finalizers"), "and take finalizers");
        Answer bad =
                client.patch("merge-patch", path + "/status", "{" + ingress.replace("192.0.2.9", "nonsense") + "}");
        assertEquals("status.loadBalancer.ingress[0].ip", bad.at("details/causes/0/field"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}|spec.ports|Required value",
                "{'ports':[{'port':0}]}|spec.ports[0].port|Invalid value: 0: must be between 1 and 65535, inclusive",
                "{'ports':[{'port':80,'protocol':'ICMP'}]}|spec.ports[0].protocol|Unsupported value: \"ICMP\": supported values: \"SCTP\", \"TCP\", \"UDP\"",
                "{'ports':[{'name':'a','port':80},{'port':81}]}|spec.ports[1].name|Required value",
                "{'ports':[{'name':'a','port':80},{'name':'a','port':81}]}|spec.ports[1].name|Duplicate value: \"a\"",
                "{'type':'Other','ports':[{'port':80}]}|spec.type|Unsupported value: \"Other\": supported values: \"ClusterIP\", \"ExternalName\", \"LoadBalancer\", \"NodePort\"",
                "{'ports':[{'port':80,'nodePort':30001}]}|spec.ports[0].nodePort|Forbidden: may not be used when `type` is 'ClusterIP'",
                "{'loadBalancerClass':'a/b','ports':[{'port':80}]}|spec.loadBalancerClass|Forbidden: may only be used when `type` is 'LoadBalancer'",
                "{'externalTrafficPolicy':'Local','ports':[{'port':80}]}|spec.externalTrafficPolicy|Invalid value: \"Local\": may only be set for externally-accessible services",
                "{'type':'LoadBalancer','loadBalancerSourceRanges':['x'],'ports':[{'port':80}]}|spec.loadBalancerSourceRanges[0]|Invalid value: \"x\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)",
                "{'externalIPs':['127.0.0.1'],'ports':[{'port':80}]}|spec.externalIPs[0]|Invalid value: \"127.0.0.1\": may not be in the loopback, link-local or unspecified range",
                "{'type':'ExternalName'}|spec.externalName|Required value",
                "{'type':'LoadBalancer','clusterIP':'None','ports':[{'port':80}]}|spec.clusterIPs[0]|Invalid value: \"None\": may not be set to 'None' for LoadBalancer services"
            })
    void refusesCommonMistakesWithTheirField(String spec, String field, String message) {
        Answer refused = client.post(SERVICES, body(spec));
        assertEquals(422, refused.code(), refused.text());
        assertEquals(field, refused.at("details/causes/0/field"));
        assertEquals(message, refused.at("details/causes/0/message"));
    }

    @Test
    void aClassAndAnAddressOnceSetStay() {
        Answer made = create("{'type':'LoadBalancer','loadBalancerClass':'example.org/x','ports':[{'port':80}]}");
        Answer other = patch(made, "{'loadBalancerClass':'example.org/y'}");
        assertEquals("Invalid value: \"example.org/y\": may not change once set", other.at("details/causes/0/message"));
        Answer moved = patch(made, "{'clusterIP':'10.96.77.77'}");
        assertEquals("spec.clusterIPs[0]", moved.at("details/causes/0/field"));
    }

    @ParameterizedTest(name = "single-stack: {0} -> {1} {2}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{'ipFamilyPolicy':'PreferDualStack','ports':[{'port':80}]}|201|[\"IPv4\"]",
                "{'ipFamilyPolicy':'RequireDualStack','ports':[{'port':80}]}|422|",
                "{'ipFamilies':['IPv6'],'ports':[{'port':80}]}|422|"
            })
    void aSingleStackClusterGivesOneFamily(String spec, int code, String families) throws IOException {
        try (ApiServer single = ApiServer.start(Options.defaults().withSingleStack());
                RestClient admin = RestClient.admin(single)) {
            Answer made = admin.post(SERVICES, body(spec));
            assertEquals(code, made.code(), made.text());
            assertEquals(families == null ? "" : families, made.at("spec/ipFamilies"));
        }
    }
}
