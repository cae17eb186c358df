package io.routelb.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Pruning, defaults and validation without CEL, and the schemas a CRD may not have. */
class StructuralSchemaTest {
    private static JsonObject json(String text) {
        return JsonParser.parseString(text.replace('\'', '"')).getAsJsonObject();
    }

    private static StructuralSchema schema(String specSchema) throws SchemaException {
        return StructuralSchema.parse(
                json("{'type':'object','properties':{'spec':" + specSchema + "}}"), "openAPIV3Schema");
    }

    private static JsonObject object(String spec) {
        return json("{'apiVersion':'a/v1','kind':'K','metadata':{'name':'x','labels':{'l':'1'}},'spec':" + spec + "}");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            undeclared goes            | {'type':'object','properties':{'a':{'type':'string'}}} | {'a':'1','b':2} | {'a':'1'} | spec.b
            nested in lists            | {'type':'array','items':{'type':'object','properties':{'a':{'type':'string'}}}} | [{'a':'1','z':2}] | [{'a':'1'}] | spec[0].z
            preserved below            | {'type':'object','x-kubernetes-preserve-unknown-fields':true} | {'b':{'c':1}} | {'b':{'c':1}} | ``
            declared below preserved   | {'type':'object','x-kubernetes-preserve-unknown-fields':true,'properties':{'a':{'type':'object'}}} | {'b':1,'a':{'c':1}} | {'b':1,'a':{}} | spec.a.c
            free maps keep their keys  | {'type':'object','additionalProperties':{'type':'string'}} | {'x':'1'} | {'x':'1'} | ``
            embedded keeps envelope    | {'type':'object','x-kubernetes-embedded-resource':true,'properties':{'spec':{'type':'object'}}} | {'kind':'X','apiVersion':'v1','metadata':{'name':'n'},'q':1} | {'kind':'X','apiVersion':'v1','metadata':{'name':'n'}} | spec.q
            """)
    void prunes(String description, String schema, String spec, String expected, String unknown)
            throws SchemaException {
        JsonObject before = object(spec);
        StructuralSchema.Pruned pruned = schema(schema).prune(before);
        assertEquals(object(expected), pruned.object(), description);
        assertEquals(unknown, String.join(",", pruned.unknownFields()));
        assertEquals(object(spec), before, "the input was changed");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            a scalar                    | {'type':'object','properties':{'a':{'type':'integer','default':3}}} | {} | {'a':3}
            what is there stays         | {'type':'object','properties':{'a':{'type':'integer','default':3}}} | {'a':4} | {'a':4}
            nested in a default         | {'type':'object','properties':{'o':{'type':'object','default':{},'properties':{'a':{'type':'boolean','default':false}}}}} | {} | {'o':{'a':false}}
            not without the parent      | {'type':'object','properties':{'o':{'type':'object','properties':{'a':{'type':'boolean','default':false}}}}} | {} | {}
            in list elements            | {'type':'array','items':{'type':'object','properties':{'a':{'type':'string','default':'x'}}}} | [{},{'a':'y'}] | [{'a':'x'},{'a':'y'}]
            null counts as absent       | {'type':'object','properties':{'a':{'type':'integer','default':3}}} | {'a':null} | {'a':3}
            but not where null may be   | {'type':'object','properties':{'a':{'type':'integer','nullable':true,'default':3}}} | {'a':null} | {'a':null}
            in values of a free map     | {'type':'object','additionalProperties':{'type':'object','properties':{'a':{'type':'string','default':'x'}}}} | {'k':{}} | {'k':{'a':'x'}}
            """)
    void fillsDefaults(String description, String schema, String spec, String expected) throws SchemaException {
        assertEquals(object(expected), schema(schema).withDefaults(object(spec)), description);
    }

    @ParameterizedTest(name = "{2}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type':'object','required':['a'],'properties':{'a':{'type':'string'}}} | {} | spec.a: Required value
            {'type':'integer'} | 'x' | spec: Invalid value: "string": spec in body must be of type integer: "string"
            {'type':'integer'} | 1.5 | spec: Invalid value: "number": spec in body must be of type integer: "number"
            {'type':'string'} | null | spec: Invalid value: "null": spec in body must be of type string: "null"
            {'type':'string','enum':['a','b']} | 'c' | spec: Unsupported value: "c": supported values: "a", "b"
            {'type':'string','pattern':'^[a-z]+$'} | 'A1' | spec: Invalid value: "A1": spec in body should match '^[a-z]+$'
            {'type':'integer','minimum':1} | 0 | spec: Invalid value: 0: spec in body should be greater than or equal to 1
            {'type':'integer','maximum':9} | 10 | spec: Invalid value: 10: spec in body should be less than or equal to 9
            {'type':'number','minimum':1,'exclusiveMinimum':true} | 1 | spec: Invalid value: 1: spec in body should be greater than 1
            {'type':'integer','multipleOf':5} | 7 | spec: Invalid value: 7: spec in body should be a multiple of 5
            {'type':'string','maxLength':2} | 'abc' | spec: Too long: may not be more than 2 bytes
            {'type':'string','minLength':2} | 'a' | spec: Invalid value: "a": spec in body should be at least 2 chars long
            {'type':'array','maxItems':1,'items':{'type':'string'}} | ['a','b'] | spec: Too many: 2: must have at most 1 items
            {'type':'array','minItems':1,'items':{'type':'string'}} | [] | spec: Invalid value: 0: spec in body should have at least 1 items
            {'type':'object','minProperties':1,'additionalProperties':{'type':'string'}} | {} | spec: Invalid value: 0: spec in body should have at least 1 properties
            {'type':'object','additionalProperties':{'type':'string'}} | {'k':1} | spec.k: Invalid value: "integer": spec.k in body must be of type string: "integer"
            {'type':'array','x-kubernetes-list-type':'set','items':{'type':'string'}} | ['a','b','a'] | spec[2]: Duplicate value: "a"
            {'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['n'],'items':{'type':'object','required':['n'],'properties':{'n':{'type':'string'}}}} | [{'n':'a'},{'n':'a'}] | spec[1]: Duplicate value: {"n":"a"}
            {'type':'string','format':'date-time'} | 'today' | spec: Invalid value: "today": spec in body must be of type date-time: "today"
            {'type':'string','format':'ipv4'} | '1.2.3' | spec: Invalid value: "1.2.3": spec in body must be of type ipv4: "1.2.3"
            {'type':'string','format':'ipv6'} | '1.2.3.4' | spec: Invalid value: "1.2.3.4": spec in body must be of type ipv6: "1.2.3.4"
            {'type':'string','format':'cidr'} | '10.0.0.0/33' | spec: Invalid value: "10.0.0.0/33": spec in body must be of type cidr: "10.0.0.0/33"
            {'type':'string','format':'duration'} | '5 parsecs' | spec: Invalid value: "5 parsecs": spec in body must be of type duration: "5 parsecs"
            {'type':'integer','format':'int32'} | 4294967296 | spec: Invalid value: 4294967296: spec in body must be of type int32: 4294967296
            {'x-kubernetes-int-or-string':true} | true | spec: Invalid value: "boolean": spec in body must be of type integer,string: "boolean"
            {'type':'object','properties':{'a':{'type':'string'},'b':{'type':'string'}},'oneOf':[{'required':['a']},{'required':['b']}]} | {'a':'1','b':'2'} | spec: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives
            {'type':'string','not':{'enum':['x']}} | 'x' | spec: Invalid value: "": "spec" must not validate the schema (not)
            {'type':'object','x-kubernetes-embedded-resource':true,'x-kubernetes-preserve-unknown-fields':true} | {'kind':'X'} | spec.apiVersion: Required value: must not be empty
            """)
    void saysWhatIsWrong(String schema, String spec, String expected) throws SchemaException {
        List<String> errors = schema(schema).validate(object(spec), Optional.empty()).stream()
                .map(FieldError::message)
                .toList();
        assertEquals(List.of(expected), errors);
    }

    @ParameterizedTest(name = "{0} takes {1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {'type':'integer'} | 1.0
            {'type':'number'} | 3
            {'x-kubernetes-int-or-string':true,'anyOf':[{'type':'integer'},{'type':'string'}]} | '50%'
            {'type':'string','nullable':true} | null
            {'type':'string','format':'cidr'} | '2001:db8::/32'
            {'type':'string','format':'duration'} | '1h2m3.5s'
            {'type':'string','format':'made-up'} | 'anything'
            {'type':'string','maxLength':2} | 'äö'
            {'type':'object','properties':{'a':{'type':'string'}},'anyOf':[{'required':['a']},{'maxProperties':0}]} | {}
            """)
    void takesWhatIsRight(String schema, String spec) throws SchemaException {
        assertEquals(List.of(), schema(schema).validate(object(spec), Optional.empty()));
    }

    @ParameterizedTest(name = "{1}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {} | P.type: Required value: must not be empty for specified object fields
            {'type':'array'} | P.items: Required value: must be specified
            {'type':'array','items':{}} | P.items.type: Required value: must not be empty for specified array items
            {'type':'text'} | P.type: Unsupported value: "text": supported values: "array", "boolean", "integer", "number", "object", "string"
            {'type':'object','$ref':'#/x'} | P.$ref: Forbidden: $ref is not supported
            {'type':'object','patternProperties':{}} | P.patternProperties: Forbidden: patternProperties is not supported
            {'type':'string','pattern':'['} | P.pattern: Invalid value: "[": must be a valid regular expression, but isn't: Unclosed character class
            {'type':'object','properties':{},'additionalProperties':{'type':'string'}} | P.additionalProperties: Forbidden: additionalProperties and properties are mutual exclusive
            {'type':'object','additionalProperties':false} | P.additionalProperties: Forbidden: additionalProperties cannot be set to false
            {'type':'array','uniqueItems':true,'items':{'type':'string'}} | P.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic
            {'type':'object','anyOf':[{'properties':{'a':{'minimum':1}}}]} | P.anyOf[0].properties[a]: Required value: must also be declared outside of the logical expression to be structural
            {'type':'string','anyOf':[{'type':'string'}]} | P.anyOf[0].type: Forbidden: must be empty to be structural
            {'type':'array','x-kubernetes-list-type':'map','items':{'type':'object'}} | P.x-kubernetes-list-map-keys: Required value: must not be empty if x-kubernetes-list-type is map
            {'type':'array','x-kubernetes-list-type':'map','x-kubernetes-list-map-keys':['n'],'items':{'type':'object','properties':{'n':{'type':'string'}}}} | P.items.properties[n].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property
            {'type':'integer','default':'x'} | P.default: Invalid value: "string": P.default in body must be of type integer: "string"
            {'type':'object','x-kubernetes-preserve-unknown-fields':false} | P.x-kubernetes-preserve-unknown-fields: Invalid value: false: must be true or undefined
            """)
    void refusesSchemas(String schema, String expected) {
        SchemaException refused = assertThrows(SchemaException.class, () -> schema(schema));
        String place = "openAPIV3Schema.properties[spec]";
        assertEquals(
                List.of(expected.replace("P.", place + ".")),
                refused.errors().stream().map(FieldError::message).toList());
    }

    @Test
    void refusesARootThatIsNoObject() {
        SchemaException refused =
                assertThrows(SchemaException.class, () -> StructuralSchema.parse(json("{'type':'string'}"), "schema"));
        assertEquals("schema.type: Invalid value: \"string\": must be object at the root", refused.getMessage());
    }
}
