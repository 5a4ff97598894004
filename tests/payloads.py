"""One payload for each action of both dialects that the default records make succeed."""

from typing import Any, Final

LEAD: Final = "00Q5g0000000001EAA"
CONTACT: Final = "0035g0000000001AAA"
ACCOUNT: Final = "0015g0000000001AAA"
CASE: Final = "5005g0000000001AAA"
COMMENT: Final = "00a5g0000000001AAA"

OKTOPOST: Final[dict[str, dict[str, Any]]] = {
    "salesforce/lead.getById": {"id": LEAD},
    "salesforce/lead.getByEmail": {"email": "john@acme.com"},
    "salesforce/lead.search": {"search": "john"},
    "salesforce/lead.create": {"data": {"LastName": "Lovelace", "Company": "Analytical"}},
    "salesforce/lead.update": {"id": LEAD, "data": {"Title": "Head of Buying"}},
    "salesforce/contact.getById": {"id": CONTACT},
    "salesforce/contact.getByEmail": {"email": "john@example.com"},
    "salesforce/contact.search": {"search": "john"},
    "salesforce/contact.create": {"data": {"LastName": "Lovelace"}},
    "salesforce/contact.update": {"id": CONTACT, "data": {"Title": "Head of Marketing"}},
    "salesforce/account.getById": {"id": ACCOUNT},
    "salesforce/account.create": {"data": {"Name": "Analytical"}},
    "salesforce/account.update": {"id": ACCOUNT, "data": {"Industry": "Engineering"}},
    "salesforce/account.delete": {"id": ACCOUNT},
    "salesforce/task.create": {"data": {"Subject": "Call"}},
    "salesforce/case.getById": {"id": CASE},
    "salesforce/case.getAll": {},
    "salesforce/case.create": {"data": {"Subject": "No picture"}},
    "salesforce/case.update": {"id": CASE, "data": {"Priority": "Low"}},
    "salesforce/caseComment.getById": {"id": COMMENT},
    "salesforce/caseComment.getByCaseId": {"caseId": CASE},
    "salesforce/caseComment.create": {"caseId": CASE, "data": {"CommentBody": "Found it."}},
    "salesforce/caseComment.update": {"caseId": CASE, "commentId": COMMENT, "data": {"IsPublished": False}},
    "marketo/list.getAll": {},
    "marketo/list.addLeads": {"listId": "1234", "leadIds": [100, 200, 300]},
    "marketo/lead.createUpdate": {"email": "ada@example.com", "data": {"firstName": "Ada"}},
    "marketo/lead.create": {"data": {"Email": "ada@example.com", "FirstName": "Ada"}},
    "marketo/activity.addCustom": {
        "leadId": 12345,
        "activityTypeId": 100001,
        "primaryAttributeValue": "https://example.com/post",
    },
    "hubspot/contact.getByEmail": {"email": "contact@example.com"},
    "hubspot/contact.getById": {"id": "51"},
    "hubspot/contact.create": {"data": {"email": "ada@example.com"}},
    "hubspot/event.upsert": {"id": "evt-1", "eventTypeId": "12345", "email": "contact@example.com"},
}

REFOLD: Final[dict[str, dict[str, Any]]] = {
    "hubspot/httprequest": {"method": "GET", "url_path": "/crm/v3/objects/contacts"},
    "hubspot/create_contact": {"email": "ada@example.com"},
    "hubspot/create_task": {"hs_task_subject": "Call Ada", "hs_timestamp": "2026-01-02T09:00:00Z"},
    "hubspot/create_company": {"name": "Analytical"},
    "hubspot/create_deal": {"dealname": "Engine"},
    "hubspot/update_contact": {"contactId": "51", "firstname": "Bryan"},
    "hubspot/delete_contact": {"contactId": "51"},
    "hubspot/get_contact": {"limit": "1"},
    "hubspot/get_contact_by_id": {"contact_id": "51"},
    "hubspot/search_contacts": {"propertyName": "email", "operator": "EQ", "value": "contact@example.com"},
    "salesforce/httprequest": {"method": "GET", "url_path": "/services/data"},
    "salesforce/get_entity_with_soql": {"query": "SELECT Id FROM Lead LIMIT 1"},
    "salesforce/get_accounts": {"limit": "1"},
    "salesforce/create_account": {"Name": "Analytical"},
    "salesforce/update_account": {"account_id": ACCOUNT, "Industry": "Engineering"},
    "salesforce/delete_account": {"account_id": ACCOUNT},
    "salesforce/create_contact": {"LastName": "Lovelace"},
    "salesforce/create_lead": {"LastName": "Lovelace", "Company": "Analytical"},
    "salesforce/create_opportunity": {"Name": "Engine", "StageName": "Prospecting", "CloseDate": "2026-03-31"},
    "marketo/httprequest": {"method": "GET", "url_path": "/rest/v1/lists.json"},
    "marketo/get_lists": {},
    "marketo/add_leads_to_list": {"list_id": "1234", "lead_ids": [100, 200, 300]},
    "marketo/create_or_update_lead": {"email": "ada@example.com", "firstName": "Ada"},
    "marketo/get_lead_by_email": {"email": "john@example.com"},
    "marketo/add_custom_activity": {
        "lead_id": 12345,
        "activity_type_id": 100001,
        "primary_attribute_value": "https://example.com/post",
    },
}
