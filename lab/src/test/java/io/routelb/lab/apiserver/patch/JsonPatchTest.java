package io.routelb.lab.apiserver.patch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The examples of RFC 6902 appendix A and RFC 6901 section 5, and what must be refused. */
class JsonPatchTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            A.1 add a member            | {'foo':'bar'} | [{'op':'add','path':'/baz','value':'qux'}] | {'baz':'qux','foo':'bar'}
            A.2 add an element          | {'foo':['bar','baz']} | [{'op':'add','path':'/foo/1','value':'qux'}] | {'foo':['bar','qux','baz']}
            A.3 remove a member         | {'baz':'qux','foo':'bar'} | [{'op':'remove','path':'/baz'}] | {'foo':'bar'}
            A.4 remove an element       | {'foo':['bar','qux','baz']} | [{'op':'remove','path':'/foo/1'}] | {'foo':['bar','baz']}
            A.5 replace a value         | {'baz':'qux','foo':'bar'} | [{'op':'replace','path':'/baz','value':'boo'}] | {'baz':'boo','foo':'bar'}
            A.6 move a value            | {'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}} | [{'op':'move','from':'/foo/waldo','path':'/qux/thud'}] | {'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}
            A.7 move an element         | {'foo':['all','grass','cows','eat']} | [{'op':'move','from':'/foo/1','path':'/foo/3'}] | {'foo':['all','cows','eat','grass']}
            A.8 test succeeds           | {'baz':'qux','foo':['a',2,'c']} | [{'op':'test','path':'/baz','value':'qux'},{'op':'test','path':'/foo/1','value':2}] | {'baz':'qux','foo':['a',2,'c']}
            A.10 add a nested object    | {'foo':'bar'} | [{'op':'add','path':'/child','value':{'grandchild':{}}}] | {'foo':'bar','child':{'grandchild':{}}}
            A.11 ignore unknown members | {'foo':'bar'} | [{'op':'add','path':'/baz','value':'qux','xyz':123}] | {'foo':'bar','baz':'qux'}
            A.14 escapes                | {'/':9,'~1':10} | [{'op':'test','path':'/~01','value':10}] | {'/':9,'~1':10}
            A.16 add an array           | {'foo':['bar']} | [{'op':'add','path':'/foo/-','value':['abc','def']}] | {'foo':['bar',['abc','def']]}
            copy is deep                | {'a':{'b':1}} | [{'op':'copy','from':'/a','path':'/c'},{'op':'replace','path':'/c/b','value':2}] | {'a':{'b':1},'c':{'b':2}}
            replace the document        | {'a':1} | [{'op':'replace','path':'','value':{'b':2}}] | {'b':2}
            add null                    | {} | [{'op':'add','path':'/a','value':null}] | {'a':null}
            empty member name           | {'':1} | [{'op':'replace','path':'/','value':2}] | {'':2}
            numbers compare by value    | {'a':1} | [{'op':'test','path':'/a','value':1.0}] | {'a':1}
            """)
    void appliesOperations(String description, String document, String patch, String expected) throws PatchException {
        JsonElement before = Json.any(document);
        assertEquals(Json.any(expected), JsonPatch.apply(before, Json.array(patch)), description);
        assertEquals(Json.any(document), before, "the input was changed");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            A.9 test fails                   | 422 | {'baz':'qux'} | [{'op':'test','path':'/baz','value':'bar'}]
            A.12 add to a missing target     | 422 | {'foo':'bar'} | [{'op':'add','path':'/baz/bat','value':'qux'}]
            A.15 strings are not numbers     | 422 | {'~1':10} | [{'op':'test','path':'/~01','value':'10'}]
            remove what is not there         | 422 | {} | [{'op':'remove','path':'/a'}]
            replace what is not there        | 422 | {} | [{'op':'replace','path':'/a','value':1}]
            add beyond the end               | 422 | {'a':[1]} | [{'op':'add','path':'/a/2','value':1}]
            an index with a leading zero     | 422 | {'a':[1,2]} | [{'op':'remove','path':'/a/01'}]
            an index with a sign             | 422 | {'a':[1,2]} | [{'op':'remove','path':'/a/-1'}]
            the dash names no element        | 422 | {'a':[1,2]} | [{'op':'remove','path':'/a/-'}]
            move into itself                 | 422 | {'a':{'b':1}} | [{'op':'move','from':'/a','path':'/a/b'}]
            pointer without slash            | 422 | {'a':1} | [{'op':'remove','path':'a'}]
            tilde without digit              | 422 | {'a':1} | [{'op':'remove','path':'/a~2'}]
            no op                            | 400 | {} | [{'path':'/a','value':1}]
            unknown op                       | 400 | {} | [{'op':'spam','path':'/a','value':1}]
            no value                         | 400 | {} | [{'op':'add','path':'/a'}]
            no from                          | 400 | {} | [{'op':'copy','path':'/a'}]
            an operation that is no object   | 400 | {} | [1]
            """)
    void refusesWithItsCode(String description, int code, String document, String patch) {
        PatchException refused = assertThrows(
                PatchException.class, () -> JsonPatch.apply(Json.any(document), Json.array(patch)), description);
        assertEquals(code, refused.code(), refused.getMessage());
    }

    @Test
    void refusesMoreThanTenThousandOperations() {
        JsonArray many = new JsonArray();
        JsonObject operation = Json.object("{'op':'test','path':'','value':{}}");
        for (int i = 0; i < 10_001; i++) {
            many.add(operation);
        }
        PatchException refused = assertThrows(PatchException.class, () -> JsonPatch.apply(new JsonObject(), many));
        assertEquals(413, refused.code());
        assertTrue(String.valueOf(refused.getMessage()).contains("10001"));
    }
}
