package io.routelb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExplainReportTest {
    private static final JsonObject GROUP = object("""
            {metadata:{name:routed},spec:{namespaces:[shop],remote:{
              v4pools:[{pool:'198.51.100.10-198.51.100.12',subnet:'198.51.100.0/24'}],
              v6pool:{pool:'2001:db8:51::/120',subnet:'2001:db8:51::/64'}}}}""");
    private static final JsonObject N1 = object("""
            {metadata:{name:n1},status:{addresses:[
              {address:'198.51.100.10',interface:kube-lb0,inKernel:true,advertisedTo:[r1,r2],reason:''}]}}""");
    private static final JsonObject N2 = object("""
            {metadata:{name:n2},status:{lastUpdated:'2026-05-04T03:02:01Z',addresses:[
              {address:'198.51.100.10',interface:kube-lb0,inKernel:false,advertisedTo:[],
               reason:NodeDrained,message:'node n2 is drained'}]}}""");

    private static JsonObject object(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    private static JsonObject service(String annotations, String spec, String ip) {
        return object("{metadata:{name:web,namespace:shop,annotations:{'purelb.io/allocated-by':PureLB,"
                + "'purelb.io/allocated-from':routed,'purelb.io/pool-type':remote" + annotations + "}},"
                + "spec:{type:LoadBalancer,externalTrafficPolicy:Cluster" + spec + "},"
                + "status:{conditions:[{type:'routelb.io/AddressAllocated',status:'True',reason:Allocated,message:fine}],"
                + "loadBalancer:{ingress:[{ip:'" + ip + "'}]}}}");
    }

    private static String report(JsonObject service, JsonObject... statuses) {
        List<JsonObject> nodes =
                List.of(object("{metadata:{name:n3}}"), object("{metadata:{name:n2}}"), object("{metadata:{name:n1}}"));
        return new ExplainReport(service, nodes, List.of(GROUP), List.of(statuses)).render();
    }

    @Test
    void saysPerNodeWhereAnAddressIsAndWhyNot() {
        assertEquals("""
                Service shop/web: type LoadBalancer, externalTrafficPolicy Cluster
                Allocated: fine

                198.51.100.10: from ServiceGroup routed (remote), range 198.51.100.10-198.51.100.12; the group lists namespace shop
                  NODE  LINK      ON LINK  ADVERTISED TO  WHY NOT
                  n1    kube-lb0  yes      r1 r2          -
                  n2    kube-lb0  no       -              NodeDrained: node n2 is drained
                  n3    -         -        -              no agent has reported from this node
                """, report(service("", "", "198.51.100.10"), N1, N2));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            pinned           | ,'purelb.io/addresses':'2001:db8:51::5' | ''                                 | asked for by purelb.io/addresses
            a group          | ,'purelb.io/service-group':routed       | ''                                 | the group is named by purelb.io/service-group
            loadBalancerIP   | ''                                      | ,loadBalancerIP:'2001:db8:51::5'   | asked for by spec.loadBalancerIP
            """)
    void saysWhyItIsThisOne(String description, String annotations, String spec, String why) {
        String report = report(service(annotations, spec, "2001:db8:51::5"), N2);
        assertTrue(report.contains("range 2001:db8:51::/120; " + why + "\n"), report);
        assertTrue(report.contains("has not reported the address; its report is of 2026-05-04T03:02:01Z"), report);
    }

    @Test
    void saysThatARangeIsGone() {
        assertTrue(report(service("", "", "203.0.113.1")).contains("which has no such range any more"));
    }

    @Test
    void saysThatAServiceIsNotOurs() {
        String report = report(object("{metadata:{name:web,namespace:shop},spec:{type:LoadBalancer}}"));
        assertTrue(report.contains("carries no mark of ours"), report);
    }
}
