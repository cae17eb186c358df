package io.routelb.lab.apiserver.table;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.routelb.lab.apiserver.api.ResourceType;
import io.routelb.lab.apiserver.api.ResourceType.PrinterColumn;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What {@code kubectl get} prints of each kind, wide columns behind a bar. */
class TablesTest {
    private static final Instant NOW = Instant.parse("2026-01-01T01:00:00Z");
    private static final String META = "'metadata':{'name':'x','creationTimestamp':'2026-01-01T00:54:58Z'}";

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    private static ResourceType type(String kind, List<PrinterColumn> columns, boolean custom) {
        String name = kind.toLowerCase(Locale.ROOT);
        return new ResourceType(
                "",
                "v1",
                kind,
                name + "s",
                name,
                List.of(),
                List.of(),
                true,
                true,
                custom ? Optional.of(new JsonObject()) : Optional.empty(),
                columns);
    }

    private static String print(ResourceType type, String object) {
        JsonObject table = Tables.render(type, List.of(json(object)), IncludeObject.METADATA, NOW);
        StringBuilder text = new StringBuilder();
        List<JsonElement> definitions =
                table.getAsJsonArray("columnDefinitions").asList();
        List<JsonElement> cells = table.getAsJsonArray("rows")
                .get(0)
                .getAsJsonObject()
                .getAsJsonArray("cells")
                .asList();
        assertEquals(definitions.size(), cells.size());
        for (int i = 0; i < cells.size(); i++) {
            JsonObject definition = definitions.get(i).getAsJsonObject();
            text.append(i == 0 ? "" : definition.get("priority").getAsInt() > 0 ? " ! " : "; ")
                    .append(definition.get("name").getAsString().toUpperCase(Locale.ROOT))
                    .append('=')
                    .append(cells.get(i).isJsonNull() ? "null" : cells.get(i).getAsString());
        }
        return text.toString();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            Service | 'spec':{'type':'LoadBalancer','clusterIP':'10.0.0.1','ports':[{'port':80,'nodePort':30080,'protocol':'TCP'},{'port':53,'protocol':'UDP'}],'selector':{'b':'2','a':'1'}},'status':{'loadBalancer':{'ingress':[{'ip':'192.0.2.1'},{'ip':'2001:db8::1'}]}} | NAME=x; TYPE=LoadBalancer; CLUSTER-IP=10.0.0.1; EXTERNAL-IP=192.0.2.1,2001:db8::1; PORT(S)=80:30080/TCP,53/UDP; AGE=5m2s ! SELECTOR=a=1,b=2
            Service | 'spec':{'type':'LoadBalancer','ports':[{'port':80}]} | NAME=x; TYPE=LoadBalancer; CLUSTER-IP=<none>; EXTERNAL-IP=<pending>; PORT(S)=80/TCP; AGE=5m2s ! SELECTOR=<none>
            Service | 'spec':{'type':'ClusterIP','clusterIP':'None'} | NAME=x; TYPE=ClusterIP; CLUSTER-IP=None; EXTERNAL-IP=<none>; PORT(S)=<none>; AGE=5m2s ! SELECTOR=<none>
            Node | 'spec':{'unschedulable':true},'status':{'conditions':[{'type':'Ready','status':'True'}],'nodeInfo':{'kubeletVersion':'v1.32.0'},'addresses':[{'type':'InternalIP','address':'10.0.0.9'}]} | NAME=x; STATUS=Ready,SchedulingDisabled; ROLES=<none>; AGE=5m2s; VERSION=v1.32.0 ! INTERNAL-IP=10.0.0.9 ! EXTERNAL-IP=<none> ! OS-IMAGE=<unknown> ! KERNEL-VERSION=<unknown> ! CONTAINER-RUNTIME=<unknown>
            Namespace | 'status':{'phase':'Active'} | NAME=x; STATUS=Active; AGE=5m2s
            Pod | 'spec':{'nodeName':'n1','containers':[{'name':'a'},{'name':'b'}]},'status':{'phase':'Running','podIP':'10.1.1.1','containerStatuses':[{'ready':true,'restartCount':2},{'ready':false,'restartCount':1,'state':{'waiting':{'reason':'CrashLoopBackOff'}}}]} | NAME=x; READY=1/2; STATUS=CrashLoopBackOff; RESTARTS=3; AGE=5m2s ! IP=10.1.1.1 ! NODE=n1 ! NOMINATED NODE=<none> ! READINESS GATES=<none>
            Secret | 'type':'Opaque','data':{'a':'','b':''} | NAME=x; TYPE=Opaque; DATA=2; AGE=5m2s
            ConfigMap | 'data':{'a':''},'binaryData':{'b':''} | NAME=x; DATA=2; AGE=5m2s
            Lease | 'spec':{'holderIdentity':'me'} | NAME=x; HOLDER=me; AGE=5m2s
            EndpointSlice | 'addressType':'IPv4','ports':[{'port':80}],'endpoints':[{'addresses':['10.0.0.1']},{'addresses':['10.0.0.2']},{'addresses':['10.0.0.3']},{'addresses':['10.0.0.4']}] | NAME=x; ADDRESSTYPE=IPv4; PORTS=80; ENDPOINTS=10.0.0.1,10.0.0.2,10.0.0.3 + 1 more...; AGE=5m2s
            ServiceAccount | 'secrets':[] | NAME=x; SECRETS=0; AGE=5m2s
            CustomResourceDefinition | 'spec':{} | NAME=x; CREATED AT=2026-01-01T00:54:58Z
            ClusterRole | 'rules':[] | NAME=x; CREATED AT=2026-01-01T00:54:58Z
            ClusterRoleBinding | 'roleRef':{'kind':'ClusterRole','name':'r'},'subjects':[{'kind':'ServiceAccount','namespace':'n','name':'s'}] | NAME=x; ROLE=ClusterRole/r; AGE=5m2s ! USERS= ! GROUPS= ! SERVICEACCOUNTS=n/s
            Event | 'type':'Normal','reason':'R','message':'m ','involvedObject':{'kind':'Service','name':'web'},'firstTimestamp':'2026-01-01T00:00:00Z','lastTimestamp':'2026-01-01T00:59:00Z','count':4,'source':{'component':'c'} | LAST SEEN=60s; TYPE=Normal; REASON=R; OBJECT=service/web ! SUBOBJECT= ! SOURCE=c; MESSAGE=m ! FIRST SEEN=60m ! COUNT=4 ! NAME=x
            Deployment | 'spec':{'replicas':3,'selector':{'matchLabels':{'a':'b'}},'template':{'spec':{'containers':[{'name':'c','image':'i'}]}}},'status':{'readyReplicas':1,'updatedReplicas':2,'availableReplicas':1} | NAME=x; READY=1/3; UP-TO-DATE=2; AVAILABLE=1; AGE=5m2s ! CONTAINERS=c ! IMAGES=i ! SELECTOR=a=b
            Unheard | 'spec':{} | NAME=x; AGE=5m2s
            """)
    void printsBuiltinKinds(String kind, String body, String expected) {
        assertEquals(expected, print(type(kind, List.of(), false), "{" + META + "," + body + "}"));
    }

    @Test
    void printsTheColumnsOfACustomResource() {
        List<PrinterColumn> columns = List.of(
                new PrinterColumn("Announce", "string", "", "", 0, ".status.announce"),
                new PrinterColumn("Free", "integer", "", "", 0, ".status.free"),
                new PrinterColumn("Ratio", "number", "", "", 0, ".status.ratio"),
                new PrinterColumn("On", "boolean", "", "", 0, ".spec.on"),
                new PrinterColumn(
                        "Accepted", "string", "", "", 0, ".status.conditions[?(@.type==\"Accepted\")].status"),
                new PrinterColumn("Since", "date", "", "", 0, ".metadata.creationTimestamp"),
                new PrinterColumn("Missing", "string", "", "", 0, ".status.nothing"),
                new PrinterColumn("Pools", "string", "", "", 1, ".spec.pools"));
        assertEquals(
                "NAME=x; ANNOUNCE=Remote; FREE=7; RATIO=0.5; ON=true; ACCEPTED=True; SINCE=5m2s; MISSING=null"
                        + " ! POOLS=[\"a\"]",
                print(
                        type("Thing", columns, true),
                        "{" + META + ",'spec':{'on':true,'pools':['a']},'status':{'announce':'Remote','free':7,"
                                + "'ratio':0.5,'conditions':[{'type':'B','status':'False'},"
                                + "{'type':'Accepted','status':'True'}]}}"));
    }

    @Test
    void givesACustomResourceWithoutColumnsItsAge() {
        assertEquals("NAME=x; AGE=5m2s", print(type("Thing", List.of(), true), "{" + META + "}"));
    }

    @Test
    void carriesOnlyMetadataUnlessAskedForMore() {
        JsonObject object = json("{'kind':'Pod'," + META + ",'spec':{'a':1}}");
        ResourceType type = type("Pod", List.of(), false);
        JsonObject row = Tables.render(type, List.of(object), IncludeObject.METADATA, NOW)
                .getAsJsonArray("rows")
                .get(0)
                .getAsJsonObject();
        assertEquals(
                json("{'kind':'PartialObjectMetadata','apiVersion':'meta.k8s.io/v1'," + META + "}"), row.get("object"));
        JsonObject whole = Tables.render(type, List.of(object), IncludeObject.OBJECT, NOW)
                .getAsJsonArray("rows")
                .get(0)
                .getAsJsonObject();
        assertEquals(object, whole.get("object"));
    }

    @ParameterizedTest(name = "{0} s is {1}")
    @CsvSource({
        "-5, <invalid>",
        "0, 0s",
        "119, 119s",
        "120, 2m",
        "302, 5m2s",
        "599, 9m59s",
        "600, 10m",
        "10799, 179m",
        "10800, 3h",
        "11700, 3h15m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "187200, 2d4h",
        "691200, 8d",
        "63072000, 2y",
        "63158400, 2y1d",
        "252288000, 8y"
    })
    void writesAgesShort(long seconds, String expected) {
        assertEquals(expected, Ages.human(Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            .a.b          | 1
            ['a']['b']    | 1
            .l[1]         | y
            .l[-1]        | z
            .l[*]         | x
            .d\\.e        | 2
            .o[?(@.n=='q')].v | 6
            .o[?(@.n!="q")].v | 5
            .nothing.b    | none
            .l[9]         | none
            """)
    void findsByPath(String path, String expected) {
        JsonObject object = json("{'a':{'b':1},'l':['x','y','z'],'d.e':2,'o':[{'n':'p','v':5},{'n':'q','v':6}]}");
        assertEquals(
                expected,
                PrinterPath.parse(path)
                        .orElseThrow()
                        .first(object)
                        .map(PrinterPath::text)
                        .orElse("none"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a.b
            ..a
            .a[
            .a[1:2]
            .a[?(@.b > 1)]
            .
            """)
    void refusesPathsItCannotFollow(String path) {
        assertTrue(Tables.checkPath(path).isPresent());
    }
}
