package io.routelb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatusReportTest {
    private static final JsonObject NODE = object("{metadata:{name:n1}}");
    private static final JsonObject GOOD_STATUS = object("""
            {metadata:{name:n1},status:{backend:Native,asn:64512,routerID:'192.0.2.11',
              peers:[{name:r1,address:'192.0.2.1',asn:64500,state:Established,advertised:2,received:0}],
              addresses:[{address:'198.51.100.10',interface:kube-lb0,inKernel:true,services:['shop/web'],reason:''}],
              conditions:[{type:Accepted,status:'True',reason:Accepted,message:fine}]}}""");
    private static final JsonObject SERVICE = object("""
            {metadata:{name:web,namespace:shop,annotations:{'purelb.io/allocated-from':routed}},
             spec:{type:LoadBalancer,externalTrafficPolicy:Cluster},
             status:{loadBalancer:{ingress:[{ip:'198.51.100.10',ipMode:VIP}]}}}""");

    private static JsonObject object(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    private static StatusReport report(JsonObject service, JsonObject status) {
        return new StatusReport(new ClusterState(List.of(service), List.of(NODE), List.of(), List.of(status)));
    }

    @Test
    void saysThatAllIsWellAndWhereTheAddressIs() {
        StatusReport report = report(SERVICE, GOOD_STATUS);
        assertEquals(List.of(), report.problems());
        String text = report.render(false);
        assertTrue(text.startsWith("No problems.\n"), text);
        assertTrue(text.contains("shop/web  198.51.100.10  routed  Cluster  n1        -\n"), text);
        assertTrue(text.contains("1/1 up"), text);
    }

    @Test
    void namesAPendingServiceWithTheReasonOfItsCondition() {
        JsonObject pending = object("""
                {metadata:{name:web,namespace:shop},spec:{type:LoadBalancer},
                 status:{conditions:[{type:'routelb.io/AddressAllocated',status:'False',reason:Exhausted,message:'pool routed is full'}]}}""");
        assertEquals(
                List.of("Service shop/web: pending: Exhausted: pool routed is full"),
                report(pending, GOOD_STATUS).problems());
    }

    @Test
    void leavesServicesOfAnotherLoadBalancerOut() {
        JsonObject foreign = object("""
                {metadata:{name:web,namespace:shop},spec:{type:LoadBalancer,loadBalancerClass:'example.com/other'}}""");
        assertEquals(List.of(), report(foreign, GOOD_STATUS).problems());
    }

    @Test
    void namesASessionThatIsDownWithItsLastError() {
        JsonObject down = object("""
                {metadata:{name:n1},status:{peers:[{name:r1,address:'192.0.2.1',state:Active,lastError:'connection refused'}]}}""");
        assertEquals(
                List.of("Node n1: session to r1 (192.0.2.1) is Active: connection refused"),
                report(SERVICE, down).problems());
    }

    @Test
    void namesARefusedObjectAndANodeNobodyReportsFrom() {
        JsonObject group = object("""
                {metadata:{name:routed},status:{conditions:[{type:Accepted,status:'False',reason:InvalidRange,message:'reversed'}]}}""");
        StatusReport report = new StatusReport(new ClusterState(List.of(), List.of(NODE), List.of(group), List.of()));
        assertEquals(
                List.of(
                        "ServiceGroup routed: InvalidRange: reversed",
                        "Node n1 has no RoutingNodeStatus: no agent has reported from it"),
                report.problems());
    }
}
