package io.routelb.lab.apiserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.routelb.lab.apiserver.RestClient.Answer;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The CRD of ServiceGroups refuses what a schema can refuse, and names the field. */
class GroupSchemaTest {
    private static final String V4 = "{'pool':'198.51.100.0/28','subnet':'198.51.100.0/24'}";
    private static final String V6 = "{'pool':'2001:db8::10-2001:db8::1f','subnet':'2001:db8::/64'}";

    private static SchemaServer schemas;

    @BeforeAll
    static void start() throws IOException {
        schemas = SchemaServer.with("servicegroups.purelb.io");
    }

    @AfterAll
    static void stop() throws IOException {
        schemas.close();
    }

    /** Quotes are single here; V4 is a good pool, NAMES1025 and POOLS65 are one more than may be. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            no kind at all | {} | spec: Invalid value
            two kinds | {'remote':{'v4pool':V4},'local':{'v4pool':V4}} | spec:
            no pool | {'remote':{}} | spec.remote:
            empty lists of pools | {'remote':{'v4pools':[],'v6pools':[]}} | spec.remote:
            multiPool with balancePools | {'remote':{'v4pool':V4,'multiPool':true,'balancePools':true}} | spec.remote:
            enforceNamespaces for nobody | {'remote':{'v4pool':V4},'enforceNamespaces':true} | enforceNamespaces needs
            namespaceDefault for nobody | {'remote':{'v4pool':V4},'namespaceDefault':true,'namespaces':[]} | needs namespaces
            a namespace that cannot be | {'remote':{'v4pool':V4},'namespaces':['Web_1']} | spec.namespaces[0]
            a namespace twice | {'remote':{'v4pool':V4},'namespaces':['a','a']} | spec.namespaces[1]
            1025 namespaces | {'remote':{'v4pool':V4},'namespaces':[NAMES1025]} | spec.namespaces
            a cooldown without a unit | {'remote':{'v4pool':V4},'releaseCooldown':'10'} | spec.releaseCooldown
            the second of a list | {'local':{'v4pools':[V4,{'pool':'x','subnet':'198.51.100.0/24'}]}} | spec.local.v4pools[1].pool
            65 pools | {'remote':{'v4pools':[POOLS65]}} | spec.remote.v4pools
            no subnet | {'remote':{'v4pool':{'pool':'198.51.100.0/28'}}} | spec.remote.v4pool.subnet
            external without a name | {'external':{'announce':'remote'}} | spec.external.provider
            external announced by smoke | {'external':{'provider':'netbox','announce':'smoke'}} | spec.external.announce
            a socket that is no path | {'external':{'provider':'x','announce':'local','socket':'a.sock'}} | spec.external.socket
            """)
    void aBadGroupIsRefusedByItsField(String description, String spec, String field) {
        refused(spec, field);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            words for a pool | v4 | all of them | 198.51.100.0/24 | pool
            a single address | v4 | 198.51.100.1 | 198.51.100.0/24 | pool
            an octet of 256 | v4 | 198.51.100.256/30 | 198.51.100.0/24 | pool
            a leading zero | v4 | 198.51.100.010/30 | 198.51.100.0/24 | pool
            length 33 | v4 | 198.51.100.0/33 | 198.51.100.0/24 | pool
            every IPv4 address | v4 | 0.0.0.0/0 | 0.0.0.0/0 | pool
            a pool of 2^128 | v6 | ::/0 | ::/0 | pool
            IPv6 as v4 | v4 | 2001:db8::/64 | 2001:db8::/64 | pool
            IPv4 as v6 | v6 | 198.51.100.0/28 | 198.51.100.0/24 | pool
            a subnet of the other family | v4 | 198.51.100.0/28 | 2001:db8::/64 | subnet
            a range of both families | v6 | 2001:db8::1-198.51.100.9 | 2001:db8::/64 | pool
            NUL | v4 | 198.51.100.0\\u0000/28 | 198.51.100.0/24 | pool
            a zone | v6 | fe80::1%eth0-fe80::9 | fe80::/64 | pool
            aggregation without its slash | v4 | 198.51.100.0/28 | 198.51.100.0/24','aggregation':'32 | aggregation
            aggregation longer than an address | v4 | 198.51.100.0/28 | 198.51.100.0/24','aggregation':'/64 | aggregation
            words to exclude | v4 | 198.51.100.0/28 | 198.51.100.0/24','exclude':['the first'],'aggregation':' | exclude[0]
            """)
    void aBadPoolIsRefusedByItsField(String description, String family, String pool, String subnet, String field) {
        String spec = "{'remote':{'" + family + "pool':{'pool':'" + pool + "','subnet':'" + subnet + "'}}}";
        refused(spec, "spec.remote." + family + "pool." + field);
    }

    private static void refused(String spec, String field) {
        String full = spec.replace("NAMES1025", names(1025))
                .replace("POOLS65", String.join(",", Collections.nCopies(65, "V4")))
                .replace("V4", V4);
        schemas.refuses("ServiceGroup", full, field);
    }

    private static String names(int count) {
        return IntStream.range(0, count).mapToObj(i -> "'ns-" + i + "'").collect(Collectors.joining(","));
    }

    @Test
    void whatUsersHaveInGitIsAccepted() {
        String spaced = "{'pool':'198.51.100.10 - 198.51.100.99','subnet':'198.51.100.0/24'}";
        for (String spec : List.of(
                "{'remote':{'v4pool':" + spaced + "}}",
                "{'remote':{'v4pools':[" + V4 + "],'v6pool':" + V6 + ",'multiPool':true}}",
                "{'local':{'v4pool':" + V4 + ",'v6pools':[" + V6 + "],'skipIPv6DAD':true}}",
                "{'remote':{'v4pool':" + V4 + "},'namespaces':[" + names(1024) + "],'enforceNamespaces':true}",
                "{'external':{'provider':'netbox','announce':'remote'}}")) {
            schemas.takes("ServiceGroup", spec);
        }
    }

    /** PureLB v1's definition of the same name, with objects stored in its version. */
    @Test
    void ourDefinitionDoesNotReplaceThatOfPureLbV1UnderItsObjects() throws IOException {
        try (ApiServer other = ApiServer.start(Options.defaults());
                RestClient there = RestClient.admin(other)) {
            there.post(Shipped.DEFINITIONS, """
                    {"metadata":{"name":"servicegroups.purelb.io"},"spec":{"group":"purelb.io","scope":"Namespaced",
                     "names":{"plural":"servicegroups","kind":"ServiceGroup","shortNames":["sg","sgs"]},
                     "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":
                       {"type":"object","x-kubernetes-preserve-unknown-fields":true}}}]}}""");
            Answer stored = there.post("/apis/purelb.io/v1/namespaces/default/servicegroups", """
                    {"apiVersion":"purelb.io/v1","kind":"ServiceGroup","metadata":{"name":"default"},
                     "spec":{"local":{"subnet":"192.0.2.0/24","pool":"192.0.2.240-192.0.2.243","aggregation":"default"}}}""");
            assertEquals(201, stored.code(), stored.text());
            Answer applied = there.patch(
                    "application/apply-patch+yaml",
                    Shipped.DEFINITIONS + "/servicegroups.purelb.io?fieldManager=test&force=true",
                    Shipped.text(Shipped.GROUPS_CRD));
            assertEquals(422, applied.code(), applied.text());
            assertTrue(applied.at("message").contains("status.storedVersions[0]"), applied.at("message"));
            assertEquals(404, there.get("/apis/purelb.io/v2/servicegroups").code());
            assertEquals(
                    "192.0.2.240-192.0.2.243",
                    there.get("/apis/purelb.io/v1/namespaces/default/servicegroups/default")
                            .at("spec/local/pool"));
        }
    }
}
