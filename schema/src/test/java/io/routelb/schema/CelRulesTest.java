package io.routelb.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code x-kubernetes-validations}: what holds, what fails and how that reads, and what a CRD may not say. */
class CelRulesTest {
    private static final String SPEC = """
            {'type':'object','properties':{
              'local':{'type':'object','properties':{'pool':{'type':'string'}}},
              'remote':{'type':'object','properties':{'pool':{'type':'string'}}},
              'min':{'type':'integer'},'max':{'type':'integer'},'ratio':{'type':'number'},
              'name':{'type':'string'},'namespace':{'type':'string'},'a-b':{'type':'string'},
              'when':{'type':'string','format':'date-time'},'hold':{'type':'string','format':'duration'},
              'port':{'x-kubernetes-int-or-string':true},
              'labels':{'type':'object','additionalProperties':{'type':'string'}},
              'pools':{'type':'array','items':{'type':'string'}},
              'peers':{'type':'array','items':{'type':'object','properties':{'name':{'type':'string'},'asn':{'type':'integer'}}}}}""";

    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    private static StructuralSchema schema(String rule) throws SchemaException {
        JsonObject schema = json("{'type':'object','properties':{'spec':" + SPEC + "}}}");
        schema.getAsJsonObject("properties")
                .getAsJsonObject("spec")
                .add("x-kubernetes-validations", JsonParser.parseString("[" + rule + "]"));
        return StructuralSchema.parse(schema, "S");
    }

    private static String rule(String expression) {
        JsonObject rule = new JsonObject();
        rule.addProperty("rule", expression);
        return rule.toString();
    }

    private static List<String> errors(String rule, String spec, Optional<String> old) throws SchemaException {
        JsonObject object = new JsonObject();
        object.add("spec", json(spec));
        Optional<JsonObject> before = old.map(text -> {
            JsonObject stored = new JsonObject();
            stored.add("spec", json(text));
            return stored;
        });
        return schema(rule).validate(object, before).stream()
                .map(FieldError::message)
                .toList();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            [has(self.local), has(self.remote)].exists_one(x, x) | {'local':{}} | {}
            has(self.local) ? !has(self.remote) : true | {'local':{}} | {'local':{},'remote':{}}
            self.min <= self.max | {'min':1,'max':2} | {'min':3,'max':2}
            self.ratio > 0.5 | {'ratio':1} | {'ratio':0.25}
            self.name.matches('^[a-z]+$') | {'name':'abc'} | {'name':'A'}
            self.name.startsWith('a') && size(self.name) < 4 | {'name':'abc'} | {'name':'abcd'}
            self.name.split('-').size() == 2 | {'name':'a-b'} | {'name':'ab'}
            self.name.lowerAscii() == 'x' | {'name':'X'} | {'name':'y'}
            self.name.find('[0-9]+') == '12' | {'name':'a12b3'} | {'name':'ab'}
            self.pools.all(p, isIP(p) OR isCIDR(p)) | {'pools':['10.0.0.1','2001:db8::/64']} | {'pools':['x']}
            self.pools.filter(p, p != '').map(p, size(p)) == [1, 2] | {'pools':['a','','bb']} | {'pools':['a']}
            ip(self.name).family() == 6 | {'name':'2001:db8::1'} | {'name':'10.0.0.1'}
            cidr('10.0.0.0/8').containsIP(self.name) | {'name':'10.1.2.3'} | {'name':'11.0.0.1'}
            cidr('10.0.0.0/8').containsCIDR(cidr(self.name)) | {'name':'10.1.0.0/16'} | {'name':'0.0.0.0/0'}
            cidr('10.0.0.0/8').containsCIDR(self.name) | {'name':'10.0.0.0/8'} | {'name':'10.0.0.0/7'}
            cidr(self.name).ip().family() == 4 && cidr(self.name).prefixLength() == 24 | {'name':'10.0.0.0/24'} | {'name':'10.0.0.0/25'}
            self.peers.all(p, p.asn > 0) | {'peers':[{'asn':1}]} | {'peers':[{'asn':1},{'asn':0}]}
            self.peers.exists(p, p.name == 'x') | {'peers':[{'name':'x'}]} | {'peers':[]}
            self.labels.all(k, k.startsWith('a')) | {'labels':{'a1':'x'}} | {'labels':{'b':'x'}}
            'a' in self.labels && self.labels['a'] == '1' | {'labels':{'a':'1'}} | {'labels':{'b':'1'}}
            self.__namespace__ == 'n' && self.a__dash__b == 'm' | {'namespace':'n','a-b':'m'} | {'namespace':'x','a-b':'m'}
            self.when < timestamp('2026-01-01T00:00:00Z') | {'when':'2025-12-31T23:59:59Z'} | {'when':'2026-01-02T00:00:00Z'}
            self.hold >= duration('1m') | {'hold':'1m30s'} | {'hold':'59s'}
            type(self.port) == int ? self.port < 100 : self.port == 'http' | {'port':80} | {'port':'ftp'}
            sets.contains(self.pools, ['a']) | {'pools':['b','a']} | {'pools':['b']}
            !has(self.min) OR self.min in [1, 2] | {} | {'min':5}
            """)
    void holdsAndFails(String expression, String right, String wrong) throws SchemaException {
        String rule = rule(expression.replace(" OR ", " || "));
        assertEquals(List.of(), errors(rule, right, Optional.empty()));
        assertEquals(1, errors(rule, wrong, Optional.empty()).size());
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"rule":"self.min < 3"} | {'min':5} | spec: Invalid value: "object": failed rule: self.min < 3
            {"rule":"self.min < 3","message":"too big"} | {'min':5} | spec: Invalid value: "object": too big
            {"rule":"self.min < 3","messageExpression":"'min is ' + string(self.min)"} | {'min':5} | spec: Invalid value: "object": min is 5
            {"rule":"self.min < 3","message":"fixed","messageExpression":"self.name"} | {'min':5} | spec: Invalid value: "object": fixed
            {"rule":"self.min < 3","message":"m","reason":"FieldValueForbidden","fieldPath":".min"} | {'min':5} | spec.min: Forbidden: m
            {"rule":"has(self.min)","message":"m","reason":"FieldValueRequired","fieldPath":".min"} | {} | spec.min: Required value: m
            """)
    void readsAsKubernetesWritesIt(String rule, String spec, String expected) throws SchemaException {
        assertEquals(List.of(expected), errors(rule, spec, Optional.empty()));
    }

    @Test
    void comparesWithTheOldObjectOnlyOnUpdate() throws SchemaException {
        String rule = "{\"rule\":\"self.name == oldSelf.name\",\"message\":\"name is immutable\"}";
        assertEquals(List.of(), errors(rule, "{'name':'b'}", Optional.empty()));
        assertEquals(List.of(), errors(rule, "{'name':'a'}", Optional.of("{'name':'a'}")));
        assertEquals(
                List.of("spec: Invalid value: \"object\": name is immutable"),
                errors(rule, "{'name':'b'}", Optional.of("{'name':'a'}")));
    }

    @Test
    void tellsOfARuleThatCannotBeEvaluated() throws SchemaException {
        List<String> errors = errors(rule("self.pools[3] == 'x'"), "{'pools':[]}", Optional.empty());
        assertEquals(1, errors.size());
        assertTrue(errors.getFirst().endsWith("evaluating rule: self.pools[3] == 'x'"), errors.getFirst());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"rule":"self.nosuch == 1"} | undefined field 'nosuch'
            {"rule":"self.min == 'x'"} | found no matching overload
            {"rule":"self.min +"} | compilation failed
            {"rule":"self.min"} | must evaluate to a bool, not int
            {"rule":"isURL(self.name)"} | undeclared reference to 'isURL'
            {"rule":"quantity(self.name).isInteger()"} | undeclared reference to 'quantity'
            {"rule":" "} | Required value: rule is not specified
            {"rule":"true","messageExpression":"self.min"} | must evaluate to a string, not int
            {"rule":"true","reason":"Because"} | Unsupported value: "Because"
            {"rule":"self == oldSelf","optionalOldSelf":true} | optionalOldSelf is not supported
            """)
    void refusesACrdThatSays(String rule, String because) {
        SchemaException refused = assertThrows(SchemaException.class, () -> schema(rule));
        assertTrue(String.valueOf(refused.getMessage()).contains(because), refused.getMessage());
        assertTrue(refused.errors().getFirst().field().startsWith("S.properties[spec].x-kubernetes-validations[0]"));
    }

    @Test
    void refusesOldSelfInsideAListWithoutKeys() {
        JsonElement schema = json("""
                {'type':'object','properties':{'l':{'type':'array','items':{'type':'string',
                  'x-kubernetes-validations':[{'rule':'self == oldSelf'}]}}}}""");
        SchemaException refused =
                assertThrows(SchemaException.class, () -> StructuralSchema.parse(schema.getAsJsonObject(), "S"));
        assertTrue(String.valueOf(refused.getMessage()).contains("uncorrelatable"));
    }

    @Test
    void followsElementsOfKeyedListsThroughAnUpdate() throws SchemaException {
        StructuralSchema schema = StructuralSchema.parse(json("""
                {'type':'object','properties':{'l':{'type':'array','x-kubernetes-list-type':'map',
                  'x-kubernetes-list-map-keys':['n'],'items':{'type':'object','required':['n'],'properties':{
                    'n':{'type':'string'},'v':{'type':'integer',
                      'x-kubernetes-validations':[{'rule':'self >= oldSelf','message':'may only grow'}]}}}}}}"""), "S");
        JsonObject old = json("{'l':[{'n':'a','v':5},{'n':'b','v':1}]}");
        JsonObject now = json("{'l':[{'n':'b','v':2},{'n':'a','v':4},{'n':'c','v':0}]}");
        assertEquals(
                List.of("l[1].v: Invalid value: 4: may only grow"),
                schema.validate(now, Optional.of(old)).stream()
                        .map(FieldError::message)
                        .toList());
    }
}
