package io.routelb.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.kube.daemon.StartupException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ClusterListsTest {
    private static final ClusterState STATE = new ClusterState(
            List.of(
                    object("""
                            {metadata:{name:web,namespace:shop,annotations:{'purelb.io/allocated-from':routed,'purelb.io/allocated-by':PureLB}},
                             spec:{type:LoadBalancer,externalTrafficPolicy:Cluster},
                             status:{loadBalancer:{ingress:[{ip:'198.51.100.10'},{ip:'2001:db8:51::10'}]}}}"""),
                    object("""
                            {metadata:{name:idle,namespace:shop,annotations:{'purelb.io/allocated-from':routed,'purelb.io/allocated-by':PureLB}},
                             spec:{type:LoadBalancer,externalTrafficPolicy:Local},
                             status:{loadBalancer:{ingress:[{ip:'198.51.100.11'}]}}}"""),
                    object("""
                            {metadata:{name:full,namespace:shop},spec:{type:LoadBalancer},status:{conditions:[
                              {type:'routelb.io/AddressAllocated',status:'False',reason:Exhausted,message:'pool routed is full'}]}}"""),
                    object("{metadata:{name:inside,namespace:shop},spec:{type:ClusterIP}}")),
            List.of(object("{metadata:{name:n1}}"), object("{metadata:{name:n2}}")),
            List.of(object("""
                            {metadata:{name:routed},spec:{namespaces:[shop,bar]},status:{announce:Remote,ipam:Cluster,addresses:['198.51.100.0/24'],
                              allocatedIPv4:2,availableIPv4:254,conditions:[{type:Accepted,status:'True',reason:Accepted,message:fine}]}}"""), object("""
                            {metadata:{name:wrong},status:{conditions:[{type:Accepted,status:'False',reason:InvalidRange,message:'reversed'}]}}""")),
            List.of(object("""
                    {metadata:{name:n1},status:{backend:Native,asn:64512,routerID:'192.0.2.11',learnedRoutes:3,lastUpdated:'2026-11-22T12:00:00Z',
                      peers:[{name:r1,address:'192.0.2.1',asn:64500,state:Established,advertised:2,received:4,accepted:3,hold:9s,families:[ipv4,ipv6]},
                             {name:r2,address:'192.0.2.2',asn:64500,state:Active,flaps:1,lastError:'connection refused'}],
                      addresses:[
                        {address:'198.51.100.10',interface:kube-lb0,inKernel:true,services:['shop/web'],advertisedTo:[r1]},
                        {address:'2001:db8:51::10',interface:kube-lb0,inKernel:true,services:['shop/web'],advertisedTo:[r1]},
                        {address:'198.51.100.11',interface:kube-lb0,inKernel:false,services:['shop/idle'],reason:NoLocalEndpoint,
                         message:'no endpoint of it is on this node'}],
                      conditions:[{type:Accepted,status:'True',reason:Accepted,message:fine}]}}""")));

    private static JsonObject object(String json) {
        return JsonParser.parseString(json).getAsJsonObject();
    }

    private static final ClusterLists LISTS = new ClusterLists(STATE);

    @Test
    void poolsWithWhatIsWrongWithOne() {
        assertEquals("""
                NAME    ANNOUNCE  IPAM     ACCEPTED          USED-V4  FREE-V4  USED-V6  FREE-V6
                routed  Remote    Cluster  yes               2        254      -        -
                wrong   -         -        no: InvalidRange  -        -        -        -
                """, LISTS.pools().render(false));
        assertEquals(
                "routed  Remote    Cluster  yes               2        254      -        -        198.51.100.0/24  shop,bar",
                LISTS.pools().render(true).lines().toList().get(1));
    }

    @Test
    void servicesWithWhatKeepsThemFromBeingReached() {
        assertEquals("""
                SERVICE    ADDRESSES                      GROUP   POLICY   ON NODES  PROBLEM
                shop/web   198.51.100.10,2001:db8:51::10  routed  Cluster  n1        -
                shop/idle  198.51.100.11                  routed  Local    -         198.51.100.11 is on no node: NoLocalEndpoint: no endpoint of it is on this node
                shop/full  -                              -       -        -         pending: Exhausted: pool routed is full
                """, LISTS.services().render(false));
        assertEquals(
                List.of("shop/idle", "shop/full"),
                LISTS.services().where(row -> row.has("problem")).rows().stream()
                        .map(row -> Fields.text(row, "service"))
                        .toList());
    }

    @Test
    void anAddressThatNoNodeTellsOfIsAProblem() {
        JsonObject node = STATE.nodeStatuses().getFirst().deepCopy();
        Fields.objects(node, "status", "addresses").getFirst().addProperty("reason", "NoPeers");
        ClusterState untold = new ClusterState(STATE.services(), STATE.nodes(), STATE.groups(), List.of(node));
        assertEquals(
                "198.51.100.10 is advertised by no node: NoPeers: ",
                new ServiceTrouble(untold, STATE.services().getFirst()).sentence());
        ClusterState silent = new ClusterState(STATE.services(), STATE.nodes(), STATE.groups(), List.of());
        assertEquals(
                "198.51.100.10 is on no node: no agent has reported it",
                new ServiceTrouble(silent, STATE.services().getFirst()).sentence());
    }

    @Test
    void sessionsAndWhatTheyTold() {
        assertEquals("""
                NODE  PEER  ADDRESS    AS     STATE        SINCE  SENT  RECEIVED  LAST ERROR
                n1    r1    192.0.2.1  64500  Established  -      2     4         -
                n1    r2    192.0.2.2  64500  Active       -      0     0         connection refused
                """, LISTS.sessions().render(false));
        assertEquals("""
                NODE  PEER  ADDRESS    RECEIVED  ACCEPTED  LOOPED  IN KERNEL
                n1    r1    192.0.2.1  4         3         0       3
                n1    r2    192.0.2.2  0         0         0       3
                """, LISTS.received().render(false));
        assertEquals("""
                NODE  ADDRESS          LINK      ON LINK  ADVERTISED TO  WHY NOT
                n1    198.51.100.10    kube-lb0  yes      r1             -
                n1    2001:db8:51::10  kube-lb0  yes      r1             -
                n1    198.51.100.11    kube-lb0  no       -              NoLocalEndpoint
                """, LISTS.advertised().render(false));
    }

    @Test
    void rowsAreWhatProgramsGet() {
        assertEquals("""
                {"node":"n1","name":"r1","address":"192.0.2.1","asn":64500,"state":"Established","advertised":2,"received":4,"accepted":3,\
                "hold":"9s","families":["ipv4","ipv6"]}""", LISTS.sessions().rows().getFirst().toString());
        assertEquals("BGP SESSIONS", LISTS.sessions().title());
    }

    @Test
    void yamlKeepsNumbersAndLists() {
        StringWriter out = new StringWriter();
        Printing printing = new Printing();
        new CommandLine(CommandLine.Model.CommandSpec.create()
                        .addMixin("p", CommandLine.Model.CommandSpec.forAnnotatedObject(printing)))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .parseArgs("-o", "yaml");
        printing.print(
                new PrintWriter(out),
                List.of(LISTS.sessions().where(row -> Fields.text(row, "name").equals("r1"))));
        assertEquals("""
                bgpSessions:
                - node: n1
                  name: r1
                  address: 192.0.2.1
                  asn: 64500
                  state: Established
                  advertised: 2
                  received: 4
                  accepted: 3
                  hold: 9s
                  families:
                  - ipv4
                  - ipv6
                """, out.toString());
    }

    @Test
    void aNodeNobodyReportsFromIsNamed() {
        assertEquals(
                "no agent has reported from node n2",
                assertThrows(StartupException.class, () -> STATE.requireReport("n2"))
                        .getMessage());
        assertEquals(
                "there is no node n9",
                assertThrows(StartupException.class, () -> STATE.requireReport("n9"))
                        .getMessage());
    }

    @Test
    void aSmallScreenGetsWhatFitsAndHowMuchDoesNot() {
        TopCommand.Screen screen = new TopCommand.Screen(5, 4);
        assertEquals("1234\n2\n3\n... and 2 lines more\n", screen.cut("12345\n2\n3\n4\n5\n"));
        assertEquals("1234\n2\n", screen.cut("12345\n2\n"));
    }
}
